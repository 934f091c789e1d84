// Builds and runs stepServer.ts; race.py starts it.
import { build } from 'esbuild';
import { engineOptions } from '../build/engine.mjs';

await build({
  ...engineOptions({ production: true }),
  entryPoints: { shard: 'native-worker/shard.ts', stepServer: 'tools/rivals/stepServer.ts' },
  outdir: 'dist/rivals',
});
await import('../../dist/rivals/stepServer.js');
