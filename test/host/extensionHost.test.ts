/** The extension as a real extension host runs it: what it registers, what it starts, and what its webviews may load. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useWorkbench } from './driver/useWorkbench.ts';

const repository = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  contributes: { commands: { command: string }[] };
};

const { workbench } = useWorkbench();

describe('the extension in a real host', () => {
  it('is active after the start, without an engine', async () => {
    await expect.poll(isActive, { timeout: 60_000 }).toBe(true);
    expect(engines()).toEqual([]);
  });

  it('starts the engine for the first view that asks for it', async () => {
    await workbench.evaluate((vscode) => vscode.commands.executeCommand('workbench.view.extension.monosema'));
    await expect.poll(() => engines().length, { timeout: 60_000 }).toBe(1);
    await workbench.page
      .getByRole('treeitem', { name: /starter-model/ })
      .first()
      .waitFor();
  });

  it('has registered each command that it contributes', async () => {
    const registered = await workbench.evaluate((vscode) => vscode.commands.getCommands(true));
    const contributed = manifest.contributes.commands.map(({ command }) => command);
    expect(contributed.filter((command) => !registered.includes(command))).toEqual([]);
    expect(contributed.length).toBeGreaterThan(10);
  });

  it('lets its webviews load their own script and style only', async () => {
    await workbench.evaluate((vscode) => vscode.commands.executeCommand('monosema.inspector.focus'));
    const view = await workbench.view('inspector');
    const { directives, nonce } = await contentPolicy(view);
    expect(nonce).toMatch(/^[\w-]{16,}$/);
    expect(directives['default-src']).toEqual([`'none'`]);
    expect(directives['script-src']).toEqual([`'nonce-${nonce}'`]);
    expect(Object.values(directives).flat()).not.toContainEqual(expect.stringContaining('unsafe'));
    // VS Code's own script stands in the head.
    expect(await view.locator('body script:not([nonce])').count()).toBe(0);
  });
});

function isActive(): Promise<boolean> {
  return workbench.evaluate(
    (vscode) => vscode.extensions.getExtension('monosema.monosema')?.isActive ?? false,
  );
}

/** Command lines of the engines below this test's server, which all carry its bridge file in their environment. */
function engines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => ofProcess(pid, 'environ').includes(workbench.server.bridgeFile))
    .map((pid) => ofProcess(pid, 'cmdline').replaceAll('\0', ' '))
    .filter((commandLine) => commandLine.includes(join(repository, 'dist/engine.js')));
}

/** Empty for a process that has ended meanwhile. */
function ofProcess(pid: string, file: 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** The page's policy by directive, and the nonce of its script (which only scripts may read). */
async function contentPolicy(frame: Frame): Promise<{ directives: Record<string, string[]>; nonce: string }> {
  const policy = await frame
    .locator('meta[http-equiv="Content-Security-Policy"]')
    .getAttribute('content', { timeout: 10_000 });
  const nonce = await frame.evaluate<string>(`document.querySelector('script[nonce]').nonce`);
  const directives = (policy ?? '').split(';').map((directive): [string, string[]] => {
    const [name = '', ...sources] = directive.trim().split(/\s+/);
    return [name, sources];
  });
  return { directives: Object.fromEntries(directives), nonce };
}
