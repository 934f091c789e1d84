/**
 * What a forward pass costs where one session runs, and where two take turns, by what onnxruntime's idle threads do: spin on for a while
 * after a run (its default), stop at its end (what onnx/devices.ts asks for), or never spin.
 *   npm run bench -- sessions [--quick] [--json] [--out=<folder>] [--model=<folder>] [--threads=<n>] [--rows=8]
 */
import type { InferenceSession } from 'onnxruntime-node';
import { readModelFolder } from '../../native-worker/llm/modelFolder.ts';
import { modelInputs } from '../../native-worker/llm/modelInputs.ts';
import { packRows } from '../../native-worker/llm/tokenBatch.ts';
import { graphOf } from '../../native-worker/onnx/graph.ts';
import { readOnnxFile } from '../../native-worker/onnx/onnxFile.ts';
import { ort } from '../../native-worker/onnx/ort.ts';
import { benchFlags } from './benchFlags.ts';
import { BenchReport } from './benchReport.ts';
import { machineFacts } from './machineFacts.ts';

const ways = {
  'spin on': {},
  'stop at the end of a run': { force_spinning_stop: '1' },
  'never spin': { intra_op: { allow_spinning: '0' } },
};
const length = 128;

const flags = benchFlags(['model', 'threads', 'rows']);
const report = new BenchReport('sessions', flags, await machineFacts());
const [threads = 2] = flags.numbers('threads', [2]);
const [rows = 8] = flags.numbers('rows', [8]);
const { config, onnxFile, folder } = await readModelFolder(flags.text('model') ?? 'media/starter-model');
const { model } = await readOnnxFile(onnxFile, { root: folder });
const row = Int32Array.from({ length }, (_, i) => (i * 7919) % config.vocabularySize);
const feeds = modelInputs(graphOf(model), config)(packRows(Array.from({ length: rows }, () => row)));

/** Median milliseconds of a pass, sessions by turns. */
async function passes(session: Record<string, unknown>, count: number): Promise<number> {
  const opened: InferenceSession[] = [];
  for (let i = 0; i < count; i++)
    opened.push(
      await ort.InferenceSession.create(onnxFile, { intraOpNumThreads: threads, extra: { session } }),
    );
  const times: number[] = [];
  const end = performance.now() + (flags.quick ? 300 : 3000);
  while (performance.now() < end) {
    for (const each of opened) {
      const start = performance.now();
      await each.run(feeds);
      times.push(performance.now() - start);
    }
  }
  for (const each of opened) await each.release();
  return times.sort((a, b) => a - b)[times.length >> 1] ?? NaN;
}

report.header(['idle threads', 'sessions', 'ms a pass']);
const results: { way: string; sessions: number; milliseconds: number }[] = [];
for (let repeat = 0; repeat < (flags.quick ? 1 : 3); repeat++) {
  for (const sessions of [1, 2]) {
    for (const [way, options] of Object.entries(ways)) {
      const milliseconds = await passes(options, sessions);
      report.row([way, String(sessions), milliseconds.toFixed(1)]);
      results.push({ way, sessions, milliseconds });
    }
  }
}
report.finish({ results });
