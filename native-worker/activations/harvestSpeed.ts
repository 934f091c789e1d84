/**
 * Tokens a second of a harvest (the graph pruned to a hook point, masks and norms included), beside the untruncated forward pass: the
 * whole graph with the same tap, what a tap costs without surgery. Both take turns, so that both meet the same machine; medians.
 */
import { create } from '@bufbuild/protobuf';
import { createSession } from '../onnx/devices.ts';
import { graphOf } from '../onnx/graph.ts';
import { onnxBytes, readOnnxFile } from '../onnx/onnxFile.ts';
import { ValueInfoProtoSchema } from '../onnx/proto/onnx_pb.gen.ts';
import type { TokenRow } from '../corpus/tokenRow.ts';
import type { TokenBatch } from '../llm/languageModel.ts';
import { readModelFolder } from '../llm/modelFolder.ts';
import { modelInputs } from '../llm/modelInputs.ts';
import { openLanguageModel } from '../llm/openLanguageModel.ts';
import { packRows } from '../llm/tokenBatch.ts';
import { harvestTogether } from './harvest.ts';

export interface HarvestShape {
  rows: number;
  /** Tokens of a row. */
  contextSize: number;
  /** Intra-op threads of each session; onnxruntime's choice when left out. */
  threads?: number;
  /** Fewest timed runs of each, after one to warm up. */
  rounds: number;
  /** More runs are made until this much time is over, for V8 and the caches warm up only after many short ones. */
  seconds: number;
}

export interface HarvestSpeed {
  model: string;
  hookPoint: string;
  rows: number;
  contextSize: number;
  /** Tokens a second of the harvest, and of the whole graph. */
  pruned: number;
  whole: number;
  /** Share of the harvest's time that is spent outside onnxruntime's runs: making feeds, masks and norms, copying what is kept. */
  outside: number;
}

/** On the CPU. @throws what opening the model or the hook point throws */
export async function harvestSpeed(
  folder: string,
  hookPoint: string,
  { rows, contextSize, threads, rounds, seconds }: HarvestShape,
): Promise<HarvestSpeed> {
  const model = await openLanguageModel(folder);
  const { name, vocabularySize, maxContext } = model.summary;
  const length = Math.min(contextSize, maxContext);
  const tokenRows = Array.from({ length: rows }, (_, row) => anyRow(row, length, vocabularySize));
  const batch = packRows(tokenRows.map(({ tokens }) => tokens));
  const chosen = threads === undefined ? {} : { threads };
  let inside = 0;
  const onRun = (seconds: number): void => {
    inside += seconds;
  };
  const reader = await model.openReader(hookPoint, { device: 'cpu', ...chosen, onRun });
  const whole = await openWhole(folder, model.hookPoint(hookPoint).tensor, chosen);
  const outside: number[] = [];
  const harvest = async (): Promise<void> => {
    inside = 0;
    const start = performance.now();
    await harvestTogether(reader, tokenRows, { rowsPerBatch: rows, outlierNorm: Infinity });
    outside.push(1 - inside / ((performance.now() - start) / 1000));
  };
  const times = await alternate([harvest, () => whole.run(batch)], { rounds, seconds });
  await reader.dispose();
  await whole.dispose();
  const [ofPruned = NaN, ofWhole = NaN] = times.map((each) => (rows * length) / each);
  // The first one warmed up.
  const share = middle(outside.slice(1));
  return {
    model: name,
    hookPoint,
    rows,
    contextSize: length,
    pruned: ofPruned,
    whole: ofWhole,
    outside: share,
  };
}

/** Ids that are as good as any text. */
function anyRow(row: number, length: number, vocabularySize: number): TokenRow {
  const tokens = Int32Array.from({ length }, (_, i) => (row * 7919 + i * 104729) % vocabularySize);
  const none = new Int32Array(0);
  return { document: row, split: 'train', tokens, starts: none, ends: none };
}

/** The whole graph with one more output; only that is fetched. */
async function openWhole(
  folder: string,
  tensor: string,
  chosen: { threads?: number },
): Promise<{ run: (batch: TokenBatch) => Promise<unknown>; dispose: () => Promise<void> }> {
  const { config, onnxFile, folder: root } = await readModelFolder(folder);
  const { model, externalDataFolder } = await readOnnxFile(onnxFile, { root });
  const graph = graphOf(model);
  if (!graph.output.some(({ name }) => name === tensor)) {
    graph.output.push(create(ValueInfoProtoSchema, { name: tensor }));
  }
  const external = externalDataFolder === null ? {} : { externalDataFolder };
  const { session } = await createSession(onnxBytes(model), 'cpu', { ...chosen, ...external });
  const feeds = modelInputs(graph, config);
  return { run: (batch) => session.run(feeds(batch), [tensor]), dispose: () => session.release() };
}

/** Median seconds of each, by turns. */
async function alternate(
  runs: readonly (() => Promise<unknown>)[],
  { rounds, seconds }: Pick<HarvestShape, 'rounds' | 'seconds'>,
): Promise<number[]> {
  const times = runs.map((): number[] => []);
  for (const run of runs) await run();
  const end = performance.now() + 1000 * seconds;
  for (let round = 0; round < rounds || performance.now() < end; round++) {
    for (const [i, run] of runs.entries()) {
      const start = performance.now();
      await run();
      times[i]?.push((performance.now() - start) / 1000);
    }
  }
  return times.map(middle);
}

function middle(values: readonly number[]): number {
  return [...values].sort((p, q) => p - q)[Math.floor(values.length / 2)] ?? NaN;
}
