/** Bundles TypeScript entry points as the build does, for processes that tests start. */
import { build } from 'esbuild';
import { mkdtempSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { kernelsPlugin } from '../../../tools/build/kernels.mjs';

/** Inside the repository, so that native packages are found. The folder is removed with test/.artifacts. */
export async function bundle(entryPoints: Record<string, string>): Promise<string> {
  mkdirSync('test/.artifacts', { recursive: true });
  const outdir = mkdtempSync(path.resolve('test/.artifacts/processes-'));
  await build({
    // Worker threads of the training step and of the language model, which any process that trains may start.
    entryPoints: { shard: 'native-worker/shard.ts', reader: 'native-worker/reader.ts', ...entryPoints },
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['onnxruntime-node', '@duckdb/node-api'],
    banner: {
      js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
    },
    logLevel: 'error',
    plugins: [kernelsPlugin],
  });
  return outdir;
}

export async function until<T>(
  what: string,
  probe: () => T | null | undefined | false,
  seconds = 30,
): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const value = probe();
    if (value !== null && value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited ${seconds} s for ${what}`);
}
