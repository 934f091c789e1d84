/** The forward pass: u = E (x - bPre), y = u + b, a selection, z = u or y, and xhat - x of each nested prefix. */
import type { GraphBuilder } from '../../onnx/graphBuilder.ts';
import type { BackendOptions } from '../backend.ts';
import { addPrefixResiduals } from './prefixNodes.ts';
import { addSelection } from './selectionNodes.ts';
import type { SelectionNodes } from './selectionNodes.ts';

/** Tensors of the forward pass that later pieces read. */
export interface ForwardNodes extends SelectionNodes {
  /** x - bPre, shape [B, dIn]. */
  centred: string;
  /** u + b and z, shape [B, dSae]. */
  y: string;
  z: string;
  /** a w, shape [dSae, dIn]. */
  decoder: string;
  /** xhat - x at full width, shape [B, dIn]. */
  residual: string;
  /** For each prefix its own features' sum of xhat - x over the prefixes that hold them, shape [B, dIn] each. */
  residualSums: readonly string[];
}

/** Name of E. */
export const encoderName = ({ tied }: { tied: boolean }): 'weights' | 'encoder' =>
  tied ? 'weights' : 'encoder';

export function addForward(graph: GraphBuilder, x: string, options: BackendOptions): ForwardNodes {
  const centred = graph.node('Sub', [x, 'preBias']);
  const u = graph.node('Gemm', [centred, encoderName(options)], { transB: 1 });
  const y = graph.node('Add', [u, 'biases']);
  const selection = addSelection(graph, y, options);
  const z = graph.node('Mul', [options.activation === 'jumprelu' ? u : y, selection.mask]);
  const decoder = graph.node('Mul', ['scales', 'weights']);
  const residuals = addPrefixResiduals(graph, { z, decoder, centred }, options.prefixes);
  return { ...selection, ...residuals, centred, y, z, decoder };
}
