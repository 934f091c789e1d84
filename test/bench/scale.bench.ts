/**
 * A run of the paper's size: memory at its peak, seconds of each part, and whether a resumed run ends in the same bits. What the language
 * model would give is drawn here, so that everything measured is the SAE's. The process is the benchmark's own, and so is its memory.
 *   npm run bench -- scale [--quick] [--json] [--out=<folder>] [--size=<d>,<M>] [--steps=<n>] [--threads=<n>]
 */
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openBackend } from '../../native-worker/compute/openBackend.ts';
import { presetSae } from '../../native-worker/sae/algorithms/gbaPresets.ts';
import { readCheckpoint, writeCheckpoint } from '../../native-worker/sae/checkpoint.ts';
import { backendOptions, trainSae, type TrainerSnapshot } from '../../native-worker/sae/trainer.ts';
import { benchFlags } from './benchFlags.ts';
import { BenchReport } from './benchReport.ts';
import { machineFacts } from './machineFacts.ts';
import { SparseMixtures } from './sparseMixtures.ts';

const flags = benchFlags(['size', 'steps', 'threads']);
const report = new BenchReport('scale', flags, await machineFacts());
const [dIn = 1536, dSae = 65_536] = flags.numbers('size', flags.quick ? [192, 4096] : [1536, 65_536]);
const [asked = 12] = flags.numbers('steps', [12]);
const steps = 2 * Math.ceil(asked / 2);
const [threads = 2] = flags.numbers('threads', [2]);
const config = presetSae('recommended', { dIn, dSae, trainingTokens: steps * 1024 });
const folder = mkdtempSync(path.join(tmpdir(), 'monosema-scale-'));
const parts: { part: string; seconds: number; peakMegabytes: number }[] = [];
let last = performance.now();

report.say(
  `d = ${dIn}, M = ${dSae}, ${config.batchTokens} tokens a step, ${steps} steps, ${threads} threads\n`,
);
report.header(['part', 'seconds', 'peak memory so far, MB']);
try {
  done('start');
  await train(null, 'trained');
  await train(path.join(folder, `trained-${steps / 2}`), 'resumed');
  const [trained, resumed] = [await hashOf('trained'), await hashOf('resumed')];
  const bytes = statSync(path.join(folder, `trained-${steps}`)).size;
  report.say(`\nA checkpoint has ${(bytes / 1e6).toFixed(0)} MB.`);
  report.say(`The resumed run ends in ${trained === resumed ? 'the same bits' : 'OTHER BITS'}.`);
  report.finish({ dIn, dSae, steps, threads, parts, checkpointBytes: bytes, same: trained === resumed });
  if (trained !== resumed) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** Trains to the end, from the start or a checkpoint, with one checkpoint half way and one at the end. */
async function train(checkpoint: string | null, name: string): Promise<void> {
  const resumeFrom: TrainerSnapshot | null = checkpoint === null ? null : await readCheckpoint(checkpoint);
  const source = new SparseMixtures({ dIn, features: 4096, active: 20, seed: 1 });
  const backend = await openBackend('cpu', backendOptions(config, dIn), threads);
  done(`${name}: opened`);
  let begun = false;
  await trainSae({
    config,
    source,
    backend,
    heldOut: await new SparseMixtures({ dIn, features: 4096, active: 20, seed: 2 }).next(4096),
    checkpointEverySteps: steps / 2,
    evaluateEverySteps: steps / 2,
    ...(resumeFrom === null ? {} : { resumeFrom }),
    whilePaused: (stepsDone) => {
      if (!begun) done(`${name}: first state`);
      begun = true;
      if (stepsDone === steps / 2) done(`${name}: ${steps / 2} steps and a checkpoint`);
      return Promise.resolve();
    },
    saveCheckpoint: (snapshot) =>
      writeCheckpoint(path.join(folder, `${name}-${snapshot.state.step}`), snapshot),
  });
  done(`${name}: to the end, with its checkpoint`);
  await backend.dispose();
}

function done(part: string): void {
  const seconds = (performance.now() - last) / 1000;
  // Kilobytes everywhere but on macOS, where libuv brings them to kilobytes too.
  const peakMegabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
  parts.push({ part, seconds, peakMegabytes });
  report.row([part, seconds.toFixed(1), peakMegabytes.toFixed(0)]);
  last = performance.now();
}

async function hashOf(name: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path.join(folder, `${name}-${steps}`)))
    hash.update(part as Buffer);
  return hash.digest('hex');
}
