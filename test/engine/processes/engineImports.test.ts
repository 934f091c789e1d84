/** The engine never loads onnxruntime: nothing that it imports at its start leads there, nor what it loads to download a model. */
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { kernelsPlugin } from '../../../tools/build/kernels.mjs';

test('the engine starts without onnxruntime, and without the client of the hub', async () => {
  const importer = await importersFrom('native-worker/engine.ts');
  expect(importer.size).toBeGreaterThan(50);
  expect(chainTo('onnxruntime-node', importer)).toEqual([]);
  expect([...importer.keys()].filter((file) => file.includes('@huggingface/hub'))).toEqual([]);
});

test('a download needs the client of the hub, and no onnxruntime', async () => {
  const importer = await importersFrom('native-worker/download/downloadModel.ts');
  expect([...importer.keys()].some((file) => file.includes('@huggingface/hub'))).toBe(true);
  expect(chainTo('onnxruntime-node', importer)).toEqual([]);
});

/** Everything that the file imports when it is loaded, and each by whom. */
async function importersFrom(entry: string): Promise<Map<string, string | null>> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    splitting: true,
    outdir: 'unwritten',
    platform: 'node',
    format: 'esm',
    external: ['onnxruntime-node', '@duckdb/node-api'],
    metafile: true,
    write: false,
    logLevel: 'error',
    plugins: [kernelsPlugin],
  });
  const importer = new Map<string, string | null>([[entry, null]]);
  for (const file of importer.keys())
    for (const { path, kind } of metafile.inputs[file]?.imports ?? [])
      if (kind === 'import-statement' && !importer.has(path)) importer.set(path, file);
  return importer;
}

/** Who imports it, and who imports that; empty where nobody does. */
function chainTo(file: string, importer: ReadonlyMap<string, string | null>): string[] {
  const above = importer.get(file);
  if (above === undefined) return [];
  return above === null ? [file] : [file, ...chainTo(above, importer)];
}
