/** Tensors that may be worth reading where no residual stream was recognised: as wide as the model, made by a sum or a product. */
import type { GraphIndex } from '../onnx/graph.ts';
import type { NodeProto } from '../onnx/proto/onnx_pb.gen.ts';
import { knownWidth } from './tensorWidth.ts';

const sums = new Set(['Add', 'Sum', 'SkipLayerNormalization', 'SkipSimplifiedLayerNormalization']);
const others = new Set([
  'MatMul',
  'Gemm',
  'FusedMatMul',
  'MatMulNBits',
  'LayerNormalization',
  'SimplifiedLayerNormalization',
]);

/** Sums of two computed tensors come first, since a residual stream is made of them; to add a bias is part of a product. */
function rank(index: GraphIndex, { opType, input: [left = '', right = ''] }: NodeProto): number {
  const computed = index.dynamic.has(left) && index.dynamic.has(right);
  if (sums.has(opType)) return computed ? 0 : 1;
  return others.has(opType) ? 1 : 2;
}

/** Their names, sums first, each kind in the order of the forward pass. */
export function wideTensors(index: GraphIndex, width: number): string[] {
  return [0, 1].flatMap((wanted) =>
    index.graph.node
      .filter((node) => rank(index, node) === wanted)
      .flatMap(({ output: [tensor] }) => (tensor ? [tensor] : []))
      .filter((tensor) => index.dynamic.has(tensor) && knownWidth(index, tensor) === width),
  );
}

/** What a user can read instead, as one sentence. */
export function offerWideTensors(index: GraphIndex, width: number, shown = 5): string {
  const tensors = wideTensors(index, width);
  if (tensors.length === 0) return `No tensor of its width (${width}) was found either.`;
  const names = tensors.slice(0, shown).map((tensor) => `'tensor:${tensor}'`);
  const rest = tensors.length > shown ? ` and ${tensors.length - shown} more` : '';
  return `Tensors of its width (${width}), sums first: ${names.join(', ')}${rest}.`;
}
