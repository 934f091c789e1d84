import { describe, expect, it } from 'vitest';
import { mergeModelFolders } from '../../../extension/state/modelFolders.ts';
import { hookPointTreeItem, modelTreeItem } from '../../../extension/views/modelTreeItem.ts';
import { runTreeItem } from '../../../extension/views/runTreeItem.ts';
import type { ImportedSae } from '../../../protocol/foreignSae.ts';
import type { PresetAlgorithm } from '../../../protocol/training.ts';
import { exampleHook, exampleModel, exampleRequest, exampleRun, exampleSae } from './examples.ts';

const progress = {
  phase: 'train',
  fraction: 0.5,
  step: 1,
  steps: 2,
  tokens: 3,
  tokensPerSecond: 4,
  secondsLeft: 60,
} as const;

describe('a run in the tree', () => {
  it.each([
    ['starting', null, 'loading~spin', 'starting', '.run.starting.active.indexed.own.'],
    ['running', progress, 'sync~spin', '50 % · 1 min left', '.run.running.active.indexed.own.'],
    ['paused', progress, 'debug-pause', 'paused 50 %', '.run.paused.indexed.own.'],
    ['stopped', progress, 'debug-stop', 'stopped 50 %', '.run.stopped.indexed.own.'],
    ['failed', progress, 'error', 'failed 50 %', '.run.failed.indexed.own.'],
    ['interrupted', null, 'warning', 'interrupted', '.run.interrupted.indexed.own.'],
    ['finished', progress, 'pass', '2,048 features', '.run.finished.indexed.own.'],
  ] as const)('shows that it is %s', (status, at, icon, description, contextValue) => {
    const item = runTreeItem(exampleRun({ status, progress: at }), false);
    expect(item).toMatchObject({
      label: 'First run',
      icon,
      description: `${description} · blocks.2.hook_resid_post`,
      contextValue,
    });
  });

  it.each<[PresetAlgorithm, string, string]>([
    ['topk', '2,048 features · TopK, k = 32', 'Algorithm: TopK, k = 32'],
    ['batchtopk', '2,048 features · BatchTopK, k = 32', 'Algorithm: BatchTopK, k = 32'],
    ['matryoshka', '2,048 features · Matryoshka, k = 32', 'Algorithm: Matryoshka, k = 32'],
    ['l1', '2,048 features · L1, λ = 0.03', 'Algorithm: L1, λ = 0.03'],
    ['jumprelu', '2,048 features · JumpReLU, λ = 0.001', 'Algorithm: JumpReLU, λ = 0.001'],
    [
      'ba',
      '2,048 features · Bias Adaptation, target frequency 0.003',
      'Algorithm: Bias Adaptation, target frequency 0.003',
    ],
    [
      'gba',
      '2,048 features',
      'Algorithm: Group Bias Adaptation, 10 groups, target frequencies 0.01 to 0.0003',
    ],
  ])('names the algorithm %s', (algorithm, description, line) => {
    const sae = exampleSae(algorithm);
    const item = runTreeItem(exampleRun({ request: { ...exampleRequest, sae } }), false);
    expect(item.description).toBe(`${description} · blocks.2.hook_resid_post`);
    expect(item.tooltip.replaceAll('\\', '')).toContain(line);
  });

  it('names the library of an SAE made elsewhere, which cannot be paused', () => {
    const imported = {
      format: 'dictionaryLearning' as const,
      kind: 'BatchTopKSAE',
      source: '/saes/trainer_0',
      k: null,
      origin: { model: 'gpt2', hook: null, contextSize: null, dataset: null },
      inputScale: null,
      sample: null,
      warnings: [],
    } satisfies ImportedSae;
    const item = runTreeItem(exampleRun({ status: 'running', progress: null, imported }), false);
    expect(item.description).toBe('running · BatchTopKSAE · blocks.2.hook_resid_post');
    expect(item.contextValue).toBe('.run.running.active.indexed.imported.own.');
    expect(item.tooltip).toContain('Made elsewhere: BatchTopKSAE');
    expect(item.tooltip).toContain('/saes/trainer_0');
    expect(item.tooltip).not.toContain('Algorithm');
  });

  it('does not repeat the hook point in a name made from it', () => {
    const item = runTreeItem(exampleRun({ name: 'starter blocks.2.hook_resid_post' }), false);
    expect(item).toMatchObject({
      label: 'starter',
      description: '2,048 features · blocks.2.hook_resid_post',
    });
  });

  it('marks the run that ships with the extension, which cannot be changed', () => {
    const item = runTreeItem(exampleRun({ readOnly: true }), false);
    expect(item).toMatchObject({ icon: 'book', contextValue: '.run.finished.indexed.readOnly.' });
  });

  it('has no features to open before the first index', () => {
    const item = runTreeItem(exampleRun({ status: 'running', indexStep: null }), false);
    expect(item.contextValue).toBe('.run.running.active.own.');
  });

  it('says that it is the one used for inspection', () => {
    const item = runTreeItem(exampleRun(), true);
    expect(item.description).toMatch(/ · inspecting$/);
    expect(item.contextValue).toContain('.chosen.');
  });

  it('tells in the tooltip why it failed', () => {
    const item = runTreeItem(exampleRun({ status: 'failed', problem: 'The disk is full.' }), false);
    expect(item.tooltip).toContain('The disk is full\\.');
  });
});

describe('a model in the tree', () => {
  it('shows its shape', () => {
    const item = modelTreeItem(
      { folder: '/m', origin: 'starter', summary: exampleModel(), problem: null },
      false,
    );
    expect(item).toMatchObject({ label: 'starter', description: '4 layers · d 192', icon: 'mortar-board' });
    expect(item.tooltip).toContain('5.2 MB');
  });

  it('shows what is wrong with a folder that does not open', () => {
    const item = modelTreeItem(
      { folder: '/models/bad', origin: 'recent', summary: null, problem: 'No .onnx file.' },
      false,
    );
    expect(item).toMatchObject({ label: 'bad', icon: 'warning', contextValue: '.model.broken.recent.' });
    expect(item.tooltip).toContain('No \\.onnx file\\.');
  });

  it('marks the recommended hook point', () => {
    const item = hookPointTreeItem(exampleHook(2, 'hook_resid_post'), true);
    expect(item).toMatchObject({ icon: 'star-full', description: 'd 192 · 60 % · recommended' });
  });
});

describe('the folders to look for models in', () => {
  it('come once each, under the first origin that names them', () => {
    const folders = mergeModelFolders([
      { origin: 'starter', paths: ['/ext/starter'] },
      { origin: 'recent', paths: ['/a/', '/b'] },
      { origin: 'settings', paths: ['/b', ''] },
      { origin: 'workspace', paths: ['/a', '/c\\'] },
    ]);
    expect(folders).toEqual([
      { path: '/ext/starter', origin: 'starter' },
      { path: '/a', origin: 'recent' },
      { path: '/b', origin: 'recent' },
      { path: '/c', origin: 'workspace' },
    ]);
  });
});
