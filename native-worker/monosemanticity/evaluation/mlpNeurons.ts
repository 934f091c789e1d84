/**
 * The neurons of the layer's MLP, what its last product reads, as units beside the features: of a residual stream the axes mean nothing by
 * themselves, these do. Read by a second pass over the same tokens, since they lie at another place of the graph.
 */
import path from 'node:path';
import { harvest } from '../../activations/harvest.ts';
import type { ActivationReader, LanguageModel } from '../../llm/languageModel.ts';
import { GraphIndex, graphOf } from '../../onnx/graph.ts';
import { readOnnxFile } from '../../onnx/onnxFile.ts';
import type { NodeProto } from '../../onnx/proto/onnx_pb.gen.ts';
import { Random } from '../../sae/random.ts';
import { axes } from '../baselines/directions.ts';
import type { UnitActivity } from '../measure/scoreUnit.ts';
import type { RuledHalf } from './harvestHalf.ts';
import { Projections } from './projections.ts';
import type { Subject } from './subject.ts';

const PRODUCTS: ReadonlySet<string> = new Set([
  'MatMul',
  'Gemm',
  'FusedMatMul',
  'MatMulNBits',
  'MatMulInteger',
]);
/** Between the product and the branch's end: a bias, a cast. */
const FOLLOWERS: ReadonlySet<string> = new Set(['Add', 'Cast', 'Identity', 'Mul', 'Dropout']);
const MOST_FOLLOWERS = 4;

export interface MlpNeurons {
  /** The graph's tensor that holds them. */
  tensor: string;
  activities: UnitActivity[];
}

export interface MlpNeuronOptions {
  subject: Subject;
  /** As the features' pass numbered the tokens. */
  halves: { a: RuledHalf; b: RuledHalf };
  /** Active tokens on A of the feature that each unit is paired with. */
  counts: readonly number[];
  seed: number;
  signal?: AbortSignal;
  onProgress?: (fraction: number) => void;
}

/** Null where the graph shows no such tensor. */
export async function mlpNeurons(options: MlpNeuronOptions): Promise<MlpNeurons | null> {
  const { subject, halves, counts, seed } = options;
  const tensor = await hiddenTensor(subject.model, subject.reader.hookPoint.layer);
  if (tensor === null) return null;
  const reader = await subject.model.openReader(`tensor:${tensor}`, { device: 'cpu' });
  const width = reader.hookPoint.width;
  const directions = axes(width, counts.length, new Random(seed));
  const units = directions.map((direction) => ({ kind: 'mlpNeurons' as const, direction }));
  const projections = await Projections.open(units, width, Math.max(1, ...counts));
  const tokens = halves.a.table.size + halves.b.table.size;
  try {
    await visitTokens(reader, halves.a, options, async (x, first) => {
      options.onProgress?.(first / tokens);
      await projections.addA(x, first);
    });
    projections.settle(units.map((_, i) => counts[i] ?? 0));
    await visitTokens(reader, halves.b, options, async (x, first) => {
      options.onProgress?.((halves.a.table.size + first) / tokens);
      await projections.addB(x, first);
    });
    return { tensor, activities: projections.activities() };
  } finally {
    await projections.dispose();
    await reader.dispose();
  }
}

/** The tokens of a half in the same order and with the same numbers, those it masked left out. */
async function visitTokens(
  reader: ActivationReader,
  { table, places }: RuledHalf,
  { subject, signal }: MlpNeuronOptions,
  visit: (x: Float32Array, firstToken: number) => Promise<void>,
): Promise<void> {
  const width = reader.hookPoint.width;
  const options = { rowsPerBatch: subject.rowsPerBatch, outlierNorm: Infinity, signal };
  let token = 0;
  for await (const batch of harvest(reader, places.rows, options)) {
    const first = token;
    const x = new Float32Array(batch.activations.length);
    for (let i = 0; i < batch.count && token < table.size; i++) {
      if (places.row[token] !== batch.rows[i] || places.position[token] !== batch.positions[i]) continue;
      x.set(batch.activations.subarray(i * width, (i + 1) * width), (token - first) * width);
      token++;
    }
    if (token > first) await visit(x.subarray(0, (token - first) * width), first);
  }
}

/** What the last product of the layer's MLP reads. */
async function hiddenTensor({ summary }: LanguageModel, layer: number | null): Promise<string | null> {
  const branch = summary.hookPoints.find((hook) => hook.layer === layer && hook.kind === 'hook_mlp_out');
  if (branch === undefined) return null;
  const { model } = await readOnnxFile(path.join(summary.folder, summary.onnxFile));
  const index = new GraphIndex(graphOf(model));
  let name: string | undefined = branch.tensor;
  for (let step = 0; step <= MOST_FOLLOWERS && name !== undefined; step++) {
    const maker: NodeProto | undefined = index.makers.get(name);
    if (maker === undefined) return null;
    const [read] = maker.input.filter((input) => index.dynamic.has(input));
    if (PRODUCTS.has(maker.opType)) return read ?? null;
    name = FOLLOWERS.has(maker.opType) ? read : undefined;
  }
  return null;
}
