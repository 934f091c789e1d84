/** The engine never loads onnxruntime: nothing that it imports at its start leads there. */
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { kernelsPlugin } from '../../../tools/build/kernels.mjs';

test('the engine starts without onnxruntime', async () => {
  const { metafile } = await build({
    entryPoints: ['native-worker/engine.ts'],
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
  const importer = new Map<string, string | null>([['native-worker/engine.ts', null]]);
  for (const file of importer.keys())
    for (const { path, kind } of metafile.inputs[file]?.imports ?? [])
      if (kind === 'import-statement' && !importer.has(path)) importer.set(path, file);
  expect(importer.size).toBeGreaterThan(50);
  expect(chainTo('onnxruntime-node', importer)).toEqual([]);
});

/** Who imports it, and who imports that; empty where nobody does. */
function chainTo(file: string, importer: ReadonlyMap<string, string | null>): string[] {
  const above = importer.get(file);
  if (above === undefined) return [];
  return above === null ? [file] : [file, ...chainTo(above, importer)];
}
