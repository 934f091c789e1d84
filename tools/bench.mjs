// `npm run bench [-- <name>…] [-- --quick --json …]`: runs the benchmarks of test/bench; without a name, all of them.
// Flags are passed on to each. Speed claims live here, never in tests.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { build } from 'esbuild';
import { engineOptions } from './build/engine.mjs';

const args = process.argv.slice(2);
const flags = args.filter((arg) => arg.startsWith('-'));
const known = readdirSync('test/bench').filter((file) => file.endsWith('.bench.ts'));
const names = known.map((file) => file.replace('.bench.ts', ''));
const asked = args.filter((arg) => !arg.startsWith('-'));
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No benchmark "${unknown.join('", "')}". There are: ${names.join(', ')}.`);
  process.exit(2);
}

const chosen = asked.length > 0 ? asked : names;
const entryPoints = chosen.map((name) => `test/bench/${name}.bench.ts`);
await build({ ...engineOptions({ production: false }), entryPoints, outdir: 'dist/bench' });
for (const name of chosen) {
  const { status } = spawnSync(process.execPath, [`dist/bench/${name}.bench.js`, ...flags], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
