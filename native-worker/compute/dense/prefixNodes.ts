/**
 * Matryoshka's nested prefixes (Bussmann et al. 2025, arXiv 2503.17547): every product with the decoder, slice of features by slice.
 * With one prefix there is one slice and nothing to cut or join.
 */
import { float } from '../../onnx/attributeProto.ts';
import type { GraphBuilder } from '../../onnx/graphBuilder.ts';

interface Residuals {
  /** xhat - x at full width, shape [B, dIn]. */
  residual: string;
  residualSums: readonly string[];
}

/** xhat - x of each prefix, one slice on top of the other, and then summed from the widest prefix down. */
export function addPrefixResiduals(
  graph: GraphBuilder,
  { z, decoder, centred }: { z: string; decoder: string; centred: string },
  prefixes: readonly number[],
): Residuals {
  const codes = addSlices(graph, z, prefixes, 1);
  const rows = addSlices(graph, decoder, prefixes, 0);
  const residuals: string[] = [];
  rows.forEach((slice, i) => {
    const narrower = residuals.at(-1);
    const [base, beta] = narrower === undefined ? [centred, -1] : [narrower, 1];
    residuals.push(graph.node('Gemm', [codes[i] ?? '', slice, base], { beta: float(beta) }));
  });
  const residualSums: string[] = [];
  for (const own of residuals.toReversed()) {
    const wider = residualSums[0];
    residualSums.unshift(wider === undefined ? own : graph.node('Add', [own, wider]));
  }
  return { residual: residuals.at(-1) ?? '', residualSums };
}

/** (sum of residuals) . row of each feature, shape [B, dSae]. @param rows shape [dSae, dIn] */
export function addAlongRows(
  graph: GraphBuilder,
  residualSums: readonly string[],
  rows: string,
  prefixes: readonly number[],
): string {
  const slices = addSlices(graph, rows, prefixes, 0);
  const parts = slices.map((slice, i) => graph.node('Gemm', [residualSums[i] ?? '', slice], { transB: 1 }));
  return addJoined(graph, parts, 1);
}

/** z^T (sum of residuals), shape [dSae, dIn]. @param z shape [B, dSae] */
export function addFromDecoder(
  graph: GraphBuilder,
  z: string,
  residualSums: readonly string[],
  prefixes: readonly number[],
): string {
  const codes = addSlices(graph, z, prefixes, 1);
  const parts = codes.map((slice, i) => graph.node('Gemm', [slice, residualSums[i] ?? ''], { transA: 1 }));
  return addJoined(graph, parts, 0);
}

function addSlices(graph: GraphBuilder, value: string, prefixes: readonly number[], axis: 0 | 1): string[] {
  if (prefixes.length === 1) return [value];
  const widths = prefixes.map((width, i) => width - (prefixes[i - 1] ?? 0));
  const slices: string[] = graph.nodeOutputs('Split', [value, graph.indices(...widths)], widths.length, {
    axis,
  });
  return slices;
}

function addJoined(graph: GraphBuilder, parts: readonly string[], axis: 0 | 1): string {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : graph.node('Concat', parts, { axis });
}
