/** The packed extension, as a user gets it: what is in it, and a training run from it in a real VS Code. Needs `npm run package`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useWorkbench } from '../host/driver/useWorkbench.ts';

const repository = join(import.meta.dirname, '../..');

const { workbench, storage } = useWorkbench(() => ({
  vsix: [packedExtension()],
  development: false,
  settings: { 'monosema.training.overrides': { dSae: 256, batchTokens: 512, trainingTokens: 25_600 } },
}));

describe('the packed extension', () => {
  it('holds the native libraries of this platform and no others', () => {
    const natives = installedFiles().filter((file) => /\.(node|so(\.\d+)*|dylib|dll)$/.test(file));
    expect(natives.map((file) => basename(file)).sort()).toEqual([
      'duckdb.node',
      'libduckdb.so',
      'libonnxruntime.so.1',
      'onnxruntime_binding.node',
    ]);
  });

  it('holds no sources, tests, source maps or tools', () => {
    const ours = installedFiles().filter((file) => !file.startsWith('dist/node_modules/'));
    expect(
      ours.filter((file) => /\.(map|ts|svelte|py)$/.test(file) && !file.startsWith('media/starter-corpus/')),
    ).toEqual([]);
    expect(ours).toContain('media/starter-model/onnx/model.onnx');
  });

  it('trains and shows features', async () => {
    await workbench.runCommand('Monosema: Train Sparse Autoencoder…');
    const choices = [
      /starter/i,
      'blocks.2.hook_resid_post',
      'Starter corpus',
      'Small',
      'CPU',
      'CPU',
      'Start Training',
    ];
    for (const [i, choice] of choices.entries()) await workbench.pick(choice, i + 1);
    await expect.poll(runStatus, { timeout: 240_000, interval: 1000 }).toBe('finished');
    await workbench.screenshot('vsix-trained');

    await workbench.runCommand('Monosema: Open Feature Explorer');
    await workbench.pickIfAsked('hook_resid_post');
    const explorer = await workbench.view('explorer');
    await explorer.getByRole('row', { name: /\d/ }).first().waitFor();
    await workbench.screenshot('vsix-explorer');
    expect(await explorer.getByText('256 features').count()).toBeGreaterThan(0);
  });
});

function packedExtension(): string {
  const name = readdirSync(repository).find((file) => /^monosema-linux-x64-.*\.vsix$/.test(file));
  if (name === undefined) throw new Error('There is no packed extension to test. Run: npm run package');
  return join(repository, name);
}

/** Paths of the installed extension's files, relative to its folder. */
function installedFiles(): string[] {
  const extensions = join(workbench.server.profile, 'extensions');
  const folder = readdirSync(extensions).find((name) => name.startsWith('monosema.'));
  if (folder === undefined) throw new Error(`The extension was not installed in ${extensions}.`);
  return readdirSync(join(extensions, folder), { recursive: true, encoding: 'utf8' });
}

function runStatus(): string | undefined {
  const runs = join(storage, 'runs');
  const [id] = existsSync(runs) ? readdirSync(runs) : [];
  const file = join(runs, id ?? '', 'run.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { status: string }).status : undefined;
}
