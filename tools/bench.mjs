// `npm run bench [-- <name>…] [-- --quick --json …]`: runs the benchmarks of test/bench; without a name, all of them.
// Flags are passed on to each. Speed claims live here, never in tests.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { build } from 'esbuild';
import { engineOptions } from './build/engine.mjs';

const args = process.argv.slice(2);
const files = readdirSync('test/bench');
const named = (suffix) =>
  files.filter((file) => file.endsWith(suffix)).map((file) => file.slice(0, -suffix.length));
const names = named('.bench.ts');
/** Words that stand for themselves; the value of a flag is joined to it by "=". */
const asked = args.filter((arg) => !arg.startsWith('-'));
const flags = args.filter((arg) => arg.startsWith('-'));
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(
    `No benchmark "${unknown.join('", "')}". There are: ${names.join(', ')}. Flags: --name=value.`,
  );
  process.exit(2);
}

const chosen = asked.length > 0 ? asked : names;
await build({
  ...engineOptions({ production: true }),
  // Threads start from files of their own, built beside the benchmarks so that none is an old one.
  entryPoints: {
    shard: 'native-worker/shard.ts',
    reader: 'native-worker/reader.ts',
    ...Object.fromEntries(
      named('.worker.ts').map((name) => [`${name}.worker`, `test/bench/${name}.worker.ts`]),
    ),
    ...Object.fromEntries(chosen.map((name) => [`${name}.bench`, `test/bench/${name}.bench.ts`])),
  },
  outdir: 'dist/bench',
});
for (const name of chosen) {
  // As a run's job is started (native-worker/engine/launchJob.ts), so that peaks of memory are those of jobs.
  const { status } = spawnSync(process.execPath, [`dist/bench/${name}.bench.js`, ...flags], {
    stdio: 'inherit',
    env: { ...process.env, MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: String(2 ** 20) },
  });
  if (status !== 0) process.exit(status ?? 1);
}
