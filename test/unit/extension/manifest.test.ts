import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { COMMAND_IDS } from '../../../extension/commands/commandIds.ts';
import { OVERRIDE_KEYS } from '../../../extension/commands/train/trainOverrides.ts';
import { ACTIVATION_STEPS } from '../../../extension/editor/activationSteps.ts';

const read = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
const exists = (file: string): boolean => existsSync(new URL(`../../../${file}`, import.meta.url));

const commandReference = z.object({ command: z.string() });
const setting = z.looseObject({ scope: z.string(), markdownDescription: z.string(), default: z.unknown() });
const manifest = z
  .object({
    icon: z.string(),
    activationEvents: z.array(z.string()),
    capabilities: z.object({
      untrustedWorkspaces: z.object({ restrictedConfigurations: z.array(z.string()) }),
    }),
    contributes: z.object({
      commands: z.array(z.object({ command: z.string(), title: z.string() })),
      menus: z.record(z.string(), z.array(commandReference)),
      keybindings: z.array(commandReference),
      views: z.record(z.string(), z.array(z.object({ id: z.string(), icon: z.string() }))),
      viewsWelcome: z.array(z.object({ view: z.string(), contents: z.string() })),
      colors: z.array(z.object({ id: z.string(), defaults: z.record(z.string(), z.string()) })),
      configuration: z.object({ properties: z.record(z.string(), setting) }),
      walkthroughs: z.array(
        z.object({
          steps: z.array(
            z.object({
              description: z.string(),
              media: z.object({ svg: z.string() }),
              completionEvents: z.array(z.string()),
            }),
          ),
        }),
      ),
    }),
  })
  .parse(JSON.parse(read('package.json')));
const texts = z.record(z.string(), z.string()).parse(JSON.parse(read('package.nls.json')));
const { contributes } = manifest;

const declared = contributes.commands.map(({ command }) => command);
const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);

describe('package.json', () => {
  it('declares exactly the commands that the code registers', () => {
    expect(declared.toSorted()).toEqual([...COMMAND_IDS].sort());
  });

  it('puts only declared commands into menus, keys, welcome texts and walkthroughs', () => {
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(
      ({ command }) => command,
    );
    const linked = Object.values(texts).flatMap((text) =>
      [...text.matchAll(/command:(monosema\.\w+)/g)].map((match) => match[1]),
    );
    const awaited = steps.flatMap(({ completionEvents }) =>
      completionEvents.map((event) => event.replace(/^onCommand:/, '')),
    );
    for (const command of [...used, ...linked, ...awaited]) expect(declared).toContain(command);
  });

  it('has a text for each of its keys and a key for each text', () => {
    const keys = [...read('package.json').matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]);
    expect([...new Set(keys)].sort()).toEqual(Object.keys(texts).sort());
    for (const text of Object.values(texts)) expect(text.trim()).not.toBe('');
  });

  it('names only pictures that exist', () => {
    const icons = Object.values(contributes.views).flatMap((views) => views.map(({ icon }) => icon));
    for (const file of [manifest.icon, ...icons, ...steps.map(({ media }) => media.svg)])
      expect(exists(file), file).toBe(true);
  });

  it('welcomes the user in each tree view that can be empty', () => {
    const welcomed = new Set(contributes.viewsWelcome.map(({ view }) => view));
    expect([...welcomed].sort()).toEqual(['monosema.models', 'monosema.runs']);
  });

  it('has a colour for each step of the scale in each kind of theme', () => {
    for (let step = 1; step <= ACTIVATION_STEPS; step += 1) {
      const color = contributes.colors.find(({ id }) => id === `monosema.activation${step}`);
      expect(Object.keys(color?.defaults ?? {}).sort()).toEqual([
        'dark',
        'highContrast',
        'highContrastLight',
        'light',
      ]);
    }
  });

  it('makes the scale of each theme grow in opacity', () => {
    for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight']) {
      const opacities = contributes.colors
        .filter(({ id }) => /activation\d$/.test(id))
        .map(({ defaults }) => Number.parseInt((defaults[theme] ?? '').slice(7), 16));
      expect(opacities).toEqual(opacities.toSorted((a, b) => a - b));
      expect(new Set(opacities).size).toBe(ACTIVATION_STEPS);
    }
  });

  it('offers as training overrides exactly those that the code reads', () => {
    const overrides = contributes.configuration.properties['monosema.training.overrides'];
    const properties = z.record(z.string(), z.unknown()).parse(overrides?.['properties']);
    expect(Object.keys(properties).sort()).toEqual([...OVERRIDE_KEYS].sort());
  });

  it('restricts settings that exist when the workspace is not trusted', () => {
    for (const name of manifest.capabilities.untrustedWorkspaces.restrictedConfigurations)
      expect(contributes.configuration.properties).toHaveProperty([name]);
  });

  it('wakes up for its panels and running jobs after a reload', () => {
    expect(manifest.activationEvents).toEqual([
      'onStartupFinished',
      'onWebviewPanel:monosema.explorer',
      'onWebviewPanel:monosema.training',
      'onWebviewPanel:monosema.experiment',
      'onWebviewPanel:monosema.hookPicker',
      'onWebviewPanel:monosema.steering',
    ]);
  });
});
