/**
 * The end of a run of the paper's size: refit, export, twins, and opening what was exported. Memory at the peak of each part and seconds.
 * What the language model would give is drawn here, so that everything measured is the SAE's. Training is two steps: its state has the
 * size, and the biases the firing rates, of a longer one.
 *   npm run bench -- finish [--quick] [--json] [--out=<folder>] [--size=<d>,<M>] [--threads=<n>]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openBackend } from '../../native-worker/compute/openBackend.ts';
import { presetSae } from '../../native-worker/sae/algorithms/gbaPresets.ts';
import { readCheckpoint, writeCheckpoint } from '../../native-worker/sae/checkpoint.ts';
import { finishSae, type FinishedSae } from '../../native-worker/sae/finish.ts';
import { writeSaelens } from '../../native-worker/sae/formats/saelens.ts';
import { foldedReader } from '../../native-worker/sae/formats/saelensFold.ts';
import { SparseAutoencoder } from '../../native-worker/sae/sparseAutoencoder.ts';
import { backendOptions, trainSae } from '../../native-worker/sae/trainer.ts';
import { findTwins } from '../../native-worker/sae/twins.ts';
import { benchFlags } from './benchFlags.ts';
import { BenchReport } from './benchReport.ts';
import { machineFacts } from './machineFacts.ts';
import { PartMeter } from './partMeter.ts';
import { SparseMixtures } from './sparseMixtures.ts';

const flags = benchFlags(['size', 'threads']);
const report = new BenchReport('finish', flags, await machineFacts());
const [dIn = 1536, dSae = 65_536] = flags.numbers('size', flags.quick ? [192, 4096] : [1536, 65_536]);
const [threads = 2] = flags.numbers('threads', [2]);
const config = presetSae('recommended', { dIn, dSae, trainingTokens: 2 * 1024 });
const folder = mkdtempSync(path.join(tmpdir(), 'monosema-finish-'));
const checkpoint = path.join(folder, 'last.checkpoint');

report.say(`d = ${dIn}, M = ${dSae}, ${threads} threads\n`);
report.header(['part', 'seconds', 'peak memory, MB']);
const meter = new PartMeter(({ part, seconds, peakMegabytes }) => {
  report.row([part, seconds.toFixed(1), peakMegabytes.toFixed(0)]);
});
try {
  meter.done('start');
  const { found, twins } = await finish();
  meter.done('twins');
  const encoded = await encode();
  const l0 = found.frequencies.reduce((sum, frequency) => sum + frequency, 0);
  report.say(`\nL0 ${l0.toFixed(0)} on ${found.rows} rows, ${String(found.unseen)} features unseen.`);
  report.say(`${twins} features have a twin; L0 of the export ${encoded.toFixed(0)}.`);
  report.finish({ dIn, dSae, threads, parts: meter.parts, rows: found.rows, l0, twins });
} finally {
  rmSync(folder, { recursive: true });
}

/** What goes on from it has no matrix. */
async function finish(): Promise<{ found: Omit<FinishedSae, 'parameters'>; twins: number }> {
  const source = new SparseMixtures({ dIn, features: 4096, active: 20, seed: 1 });
  const backend = await openBackend('cpu', backendOptions(config, dIn), threads);
  const { snapshot } = await trainSae({
    config,
    source,
    backend,
    heldOut: await new SparseMixtures({ dIn, features: 4096, active: 20, seed: 2 }).next(1024),
    checkpointEverySteps: 2,
    saveCheckpoint: (last) => writeCheckpoint(checkpoint, last),
  });
  meter.done('two steps and a checkpoint');
  const { parameters, ...found } = await finishSae(config, snapshot, backend, source, {
    threads,
    release: async () => {
      meter.done('rows read off');
      await backend.dispose();
      return (await readCheckpoint(checkpoint)).state;
    },
  });
  meter.done('refit');
  await writeSaelens(path.join(folder, 'sae'), foldedReader(parameters), found.frequencies, { copied: {} });
  meter.done('export');
  return { found, twins: (await findTwins(parameters.weights, dIn)).twinned };
}

/** L0 of 4,096 rows. */
async function encode(): Promise<number> {
  const sae = await SparseAutoencoder.load(path.join(folder, 'sae'), threads);
  meter.done('opened');
  const rows = await new SparseMixtures({ dIn, features: 4096, active: 20, seed: 3 }).next(4096);
  const codes = await sae.encode(rows);
  await sae.dispose();
  meter.done('4,096 rows encoded');
  return codes.values.length / codes.rows;
}
