/** What the gradients of all parameters are made of, and the factor that `pairs` were kept over. */
import type { GraphBuilder } from '../../onnx/graphBuilder.ts';
import type { BackendOptions } from '../backend.ts';
import { addFlat } from './graphMath.ts';
import type { LossNodes, PairNodes } from './pairNodes.ts';

export interface GradientParts extends LossNodes {
  options: BackendOptions;
  pairs: PairNodes;
  /** c, a scalar. */
  share: string;
  /** sum over the batch of codes times residuals, over c a, where decoder or scales are trained; shape [dSae, dIn]. */
  fromDecoder: string;
  /** sum over the batch of dL/du, over the pairs' factor, where b or bPre are trained with it; shape [1, dSae]. */
  pairSums: string;
}

/** The factor of `pairs`: a column [dSae, 1], or a scalar where a penalty has joined them. */
export function addPairFactor(graph: GraphBuilder, { penalty, share }: GradientParts): string {
  return penalty ? share : graph.node('Mul', ['scales', share]);
}

/** The same for tensors of shape [dSae]. */
export function addFlatPairFactor(graph: GraphBuilder, parts: GradientParts): string {
  return parts.penalty ? parts.share : addFlat(graph, addPairFactor(graph, parts));
}
