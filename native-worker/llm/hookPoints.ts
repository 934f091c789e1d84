/** Names the places of a decoder's graph where activations can be read, as TransformerLens names them. */
import type { HookKind, HookPoint } from '../../protocol/model.ts';
import type { GraphIndex } from '../onnx/graph.ts';
import { nearestNames } from '../onnx/nearestNames.ts';
import { UnknownTensorError } from '../onnx/tapAndPrune.ts';
import type { ModelConfig } from './modelConfig.ts';
import { parallelBranches, passesAttention, residualStream } from './residualStream.ts';
import { tensorWidth } from './tensorWidth.ts';
import { offerWideTensors } from './wideTensors.ts';

export class UnknownHookPointError extends Error {
  /** @param instead what to read where the model has no hook points */
  constructor(name: string, known: readonly string[], instead = '') {
    const offered =
      known.length > 0
        ? `Nearest of its ${known.length} hook points: ${nearestNames(name, known).join(', ')}.`
        : `No residual stream was recognised in its graph. ${instead}`;
    super(
      `The model has no hook point '${name}'. ${offered} Any tensor of the graph can be read as 'tensor:<name>'.`,
    );
    this.name = 'UnknownHookPointError';
  }
}

/** A hook point found in the graph; what reading there costs is told in harvestCost.ts. */
export type FoundHookPoint = Omit<HookPoint, 'shape' | 'cost' | 'weightShare'>;

export interface HookPoints {
  hookPoints: FoundHookPoint[];
  /** Why there are none; null when all is well. */
  problem: string | null;
}

type BlockTensors = Partial<Record<HookKind, string>>;

/** Tensors by layer where attention and MLP come one after the other (Llama, Qwen, Gemma, GPT-2). */
function sequentialBlocks(index: GraphIndex, layers: number): BlockTensors[] | null {
  const stream = residualStream(index);
  if (stream.length !== 2 * layers) return null;
  const blocks: BlockTensors[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const [attention, mlp] = stream.slice(2 * layer);
    if (!attention || !mlp || !passesAttention(index, attention.branch, attention.before)) return null;
    blocks.push({
      hook_resid_pre: attention.before,
      hook_attn_out: attention.branch,
      hook_resid_mid: attention.after,
      hook_mlp_out: mlp.branch,
      hook_resid_post: mlp.after,
    });
  }
  return blocks;
}

/** Tensors by layer where attention and MLP both read resid_pre (Pythia, GPT-J, Phi); there is no resid_mid. */
function parallelBlocks(index: GraphIndex, layers: number): BlockTensors[] | null {
  const stream = residualStream(index);
  if (stream.length !== layers) return null;
  const blocks: BlockTensors[] = [];
  for (const add of stream) {
    const branches = parallelBranches(index, add);
    if (!branches) return null;
    blocks.push({
      hook_resid_pre: add.before,
      hook_attn_out: branches.attention,
      hook_mlp_out: branches.mlp,
      hook_resid_post: add.after,
    });
  }
  return blocks;
}

const opOf = (index: GraphIndex, tensor: string): string => index.makers.get(tensor)?.opType ?? 'Input';

/** Every `blocks.<layer>.<kind>` of the graph, in the order of the forward pass. */
export function findHookPoints(index: GraphIndex, config: Pick<ModelConfig, 'layers' | 'width'>): HookPoints {
  const blocks = sequentialBlocks(index, config.layers) ?? parallelBlocks(index, config.layers);
  if (!blocks) {
    const found = residualStream(index).length;
    const problem =
      `No residual stream of a decoder with ${config.layers} layers was recognised (${found} residual additions in a row), so that only ` +
      `tensors can be read, by name. ${offerWideTensors(index, config.width)}`;
    return { hookPoints: [], problem };
  }
  const hookPoints = blocks.flatMap((block, layer) =>
    (Object.entries(block) as [HookKind, string][]).map(([kind, tensor]) => ({
      name: `blocks.${layer}.${kind}`,
      kind,
      layer,
      tensor,
      op: opOf(index, tensor),
      width: config.width,
    })),
  );
  return { hookPoints, problem: null };
}

const prefix = 'tensor:';

/**
 * The hook point of that name: one of `known`, or `tensor:<name>` for any tensor of the graph.
 * @throws UnknownHookPointError, UnknownTensorError, UnknownWidthError.
 */
export function resolveHookPoint(
  name: string,
  known: readonly FoundHookPoint[],
  index: GraphIndex,
  modelWidth?: number,
): FoundHookPoint {
  const hook = known.find((candidate) => candidate.name === name);
  if (hook) return hook;
  if (!name.startsWith(prefix)) {
    throw new UnknownHookPointError(
      name,
      known.map((candidate) => candidate.name),
      modelWidth === undefined ? '' : offerWideTensors(index, modelWidth),
    );
  }
  const tensor = name.slice(prefix.length);
  if (!index.dynamic.has(tensor)) throw new UnknownTensorError(tensor, [...index.dynamic]);
  const width = tensorWidth(index, tensor);
  return { name, kind: 'tensor', layer: null, tensor, op: opOf(index, tensor), width };
}
