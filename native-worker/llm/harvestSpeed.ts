/**
 * Tokens a second through a model's graph pruned to a hook point, beside the whole graph with the same tap (what a tap costs without
 * surgery). Both take turns, so that both meet the same machine; medians.
 */
import { create } from '@bufbuild/protobuf';
import { createSession } from '../onnx/devices.ts';
import { graphOf } from '../onnx/graph.ts';
import { onnxBytes, readOnnxFile } from '../onnx/onnxFile.ts';
import { ValueInfoProtoSchema } from '../onnx/proto/onnx_pb.gen.ts';
import type { TokenBatch } from './languageModel.ts';
import { readModelFolder } from './modelFolder.ts';
import { modelInputs } from './modelInputs.ts';
import { openLanguageModel } from './openLanguageModel.ts';
import { packRows } from './tokenBatch.ts';

export interface HarvestShape {
  rows: number;
  /** Tokens of a row. */
  contextSize: number;
  /** Intra-op threads of each session; onnxruntime's choice when left out. */
  threads?: number;
  /** Timed runs of each, after one to warm up. */
  rounds: number;
}

export interface HarvestSpeed {
  model: string;
  hookPoint: string;
  rows: number;
  contextSize: number;
  /** Tokens a second. */
  pruned: number;
  whole: number;
}

/** On the CPU, with ids that are as good as any text. @throws what opening the model or the hook point throws */
export async function harvestSpeed(
  folder: string,
  hookPoint: string,
  { rows, contextSize, threads, rounds }: HarvestShape,
): Promise<HarvestSpeed> {
  const model = await openLanguageModel(folder);
  const { name, vocabularySize, maxContext } = model.summary;
  const length = Math.min(contextSize, maxContext);
  const ids = (row: number): Int32Array =>
    Int32Array.from({ length }, (_, i) => (row * 7919 + i * 104729) % vocabularySize);
  const batch = packRows(Array.from({ length: rows }, (_, row) => ids(row)));
  const chosen = threads === undefined ? {} : { threads };
  const reader = await model.openReader(hookPoint, { device: 'cpu', ...chosen });
  const whole = await openWhole(folder, model.hookPoint(hookPoint).tensor, chosen);
  const speeds = await alternate([() => reader.read(batch), () => whole.run(batch)], rounds);
  await reader.dispose();
  await whole.dispose();
  const [ofPruned = NaN, ofWhole = NaN] = speeds.map((seconds) => (rows * length) / seconds);
  return { model: name, hookPoint, rows, contextSize: length, pruned: ofPruned, whole: ofWhole };
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

/** Median seconds of each. */
async function alternate(runs: readonly (() => Promise<unknown>)[], rounds: number): Promise<number[]> {
  const seconds = runs.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [i, run] of runs.entries()) {
      const start = performance.now();
      await run();
      if (round >= 0) seconds[i]?.push((performance.now() - start) / 1000);
    }
  }
  return seconds.map((own) => own.sort((p, q) => p - q)[Math.floor(own.length / 2)] ?? NaN);
}
