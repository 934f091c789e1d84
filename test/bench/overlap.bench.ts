/** Exploration. */
import { overlapSpeed, type HarvestWay } from '../../native-worker/runs/overlapSpeed.ts';

const all: Record<string, HarvestWay> = {
  seq: { name: 'seq 2/2', ownThread: false, ahead: false, readerThreads: 2, trainerThreads: 2 },
  seqOwn: { name: 'seq own 2/2', ownThread: true, ahead: false, readerThreads: 2, trainerThreads: 2 },
  seqOwnN: { name: 'seq own nospin 2/2', ownThread: true, ahead: false, readerThreads: 2, trainerThreads: 2, allowSpinning: false },
  a: { name: 'a: 1 + 2', ownThread: true, ahead: true, readerThreads: 1, trainerThreads: 2 },
  b: { name: 'b: 1 + 1', ownThread: true, ahead: true, readerThreads: 1, trainerThreads: 1 },
  c: { name: 'c: 2 nospin + 2', ownThread: true, ahead: true, readerThreads: 2, allowSpinning: false, trainerThreads: 2 },
  d: { name: 'd: 2 spin + 2', ownThread: true, ahead: true, readerThreads: 2, trainerThreads: 2 },
};
const samples: { i: number; ms: number; own: number; others: number }[] = [];
(globalThis as unknown as { samples: unknown[] }).samples = samples;
const env = process.env;
const ways = (env['WAYS'] ?? 'seq,a,b,c').split(',').flatMap((w) => all[w] ?? []);
const dSae = Number(env['DSAE'] ?? 4096);
const hookPoint = env['HOOK'] ?? 'blocks.2.hook_resid_post';
const results = await overlapSpeed(env['MODEL'] ?? 'media/starter-model', { hookPoint, dSae, rounds: Number(env['ROUNDS'] ?? 15) }, ways);
console.log(`M ${dSae} ${hookPoint}`);
for (const { name, median, least } of results) {
  const [f] = results;
  console.log(name.padEnd(22), 'median', (median / (f?.median ?? NaN)).toFixed(3), 'least', (least / (f?.least ?? NaN)).toFixed(3), `${(1000 * median).toFixed(0)} ms, ${(1000 * least).toFixed(0)}`);
}

const quiet = Number(env['QUIET'] ?? 0.15);
let base = NaN;
for (const [i, way] of ways.entries()) {
  const own = samples.filter((x) => x.i === i && x.others < quiet).slice(0).map(({ ms }) => ms).sort((p, q) => p - q);
  const cpu = samples.filter((x) => x.i === i && x.others < quiet).map((x) => x.own / x.ms).sort((p, q) => p - q);
  const m = own[own.length >> 1] ?? NaN;
  if (i === 0) base = m;
  console.log('quiet', way.name.padEnd(22), own.length, m.toFixed(0), (m / base).toFixed(3), 'own cores', (cpu[cpu.length >> 1] ?? NaN).toFixed(2));
}
