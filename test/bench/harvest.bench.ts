/**
 * Tokens a second through the graph pruned to a hook point, beside the whole graph with the same tap (what a tap costs without surgery):
 * `npm run bench harvest -- --model=<folder> --hook=<name> --threads=<n>`. Without flags: the starter model, every layer.
 */
import { parseArgs } from 'node:util';
import { create } from '@bufbuild/protobuf';
import { packRows } from '../../native-worker/llm/tokenBatch.ts';
import type { TokenBatch } from '../../native-worker/llm/languageModel.ts';
import { readModelFolder } from '../../native-worker/llm/modelFolder.ts';
import { modelInputs } from '../../native-worker/llm/modelInputs.ts';
import { openLanguageModel } from '../../native-worker/llm/openLanguageModel.ts';
import { createSession } from '../../native-worker/onnx/devices.ts';
import { graphOf } from '../../native-worker/onnx/graph.ts';
import { onnxBytes, readOnnxFile } from '../../native-worker/onnx/onnxFile.ts';
import { ValueInfoProtoSchema } from '../../native-worker/onnx/proto/onnx_pb.gen.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'media/starter-model' },
    hook: { type: 'string' },
    threads: { type: 'string', default: '2' },
  },
  strict: false,
});
const folder = String(values.model);
const threads = Number(values.threads);
const contextSize = 128;

/** Tokens a second, best of four runs after one to warm up. */
async function speed(batch: TokenBatch, run: () => Promise<unknown>): Promise<number> {
  await run();
  let best = Infinity;
  for (let i = 0; i < 4; i++) {
    const start = performance.now();
    await run();
    best = Math.min(best, performance.now() - start);
  }
  return (batch.rows * batch.length * 1000) / best;
}

/** The whole graph with one more output; only that is fetched. */
async function wholeGraph(tensor: string, batch: TokenBatch): Promise<number> {
  const { config, onnxFile } = await readModelFolder(folder);
  const { model, externalDataFolder } = await readOnnxFile(onnxFile);
  graphOf(model).output.push(create(ValueInfoProtoSchema, { name: tensor }));
  const external = externalDataFolder === null ? {} : { externalDataFolder };
  const { session } = await createSession(onnxBytes(model), 'cpu', { threads, ...external });
  const feeds = modelInputs(graphOf(model), config)(batch);
  const found = await speed(batch, () => session.run(feeds, [tensor]));
  await session.release();
  return found;
}

const model = await openLanguageModel(folder);
const { summary } = model;
const hooks =
  values.hook === undefined
    ? summary.hookPoints.filter(({ kind }) => kind === 'hook_resid_post').map(({ name }) => name)
    : [String(values.hook)];
const ids = (row: number): Int32Array =>
  Int32Array.from({ length: contextSize }, (_, i) => (row * 7919 + i * 104729) % summary.vocabularySize);

for (const rows of [8, 32]) {
  const batch = packRows(Array.from({ length: rows }, (_, row) => ids(row)));
  for (const hook of hooks) {
    const reader = await model.openReader(hook, { device: 'cpu', threads });
    const pruned = await speed(batch, () => reader.read(batch));
    await reader.dispose();
    const whole = await wholeGraph(model.hookPoint(hook).tensor, batch);
    const figures = `pruned ${pruned.toFixed(0)} tokens/s, whole graph ${whole.toFixed(0)}, ratio ${(pruned / whole).toFixed(2)}`;
    process.stdout.write(`${summary.name} ${hook} ${rows} x ${contextSize}: ${figures}\n`);
  }
}
