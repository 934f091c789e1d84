// Builds and runs one of our sides of a race, stepServer.ts or harvestServer.ts; race.py and harvest_race.py start it.
import { build } from 'esbuild';
import { engineOptions } from '../build/engine.mjs';

const [, , server] = process.argv;
await build({
  ...engineOptions({ production: true }),
  entryPoints: { shard: 'native-worker/shard.ts', [server]: `tools/rivals/${server}.ts` },
  outdir: 'dist/rivals',
});
await import(`../../dist/rivals/${server}.js`);
