/**
 * What a graph's own nodes say about rounded weights and activations, as notes for the user: file names say little and can be wrong.
 * The operators are those of onnxruntime's quantisers and of its model builder.
 */
import { subgraphsOf } from '../onnx/graph.ts';
import type { GraphProto, NodeProto } from '../onnx/proto/onnx_pb.gen.ts';

/** Products whose weights are packed into a few bits; `bits` where the operator has no attribute that says how many. */
const packed: Readonly<Record<string, { name: string; bits: number }>> = {
  MatMulNBits: { name: 'bits', bits: 4 },
  GatherBlockQuantized: { name: 'bits', bits: 4 },
  QMoE: { name: 'expert_weight_bits', bits: 4 },
  MatMulBnb4: { name: '', bits: 4 },
};
/** Products that take activations rounded to 8 bits. */
const eightBit = new Set(
  (
    'MatMulInteger MatMulIntegerToFloat DynamicQuantizeMatMul QLinearMatMul QGemm QAttention QLinearConv ConvInteger ' +
    'QOrderedMatMul DynamicQuantizeLSTM'
  ).split(' '),
);
/** accuracy_level of MatMulNBits that allows onnxruntime to round activations to 8 bits before the product. */
const roundsActivations = 4n;

function* nodesOf(graph: GraphProto): Generator<NodeProto> {
  for (const node of graph.node) {
    yield node;
    for (const nested of subgraphsOf(node)) yield* nodesOf(nested);
  }
}

const intAttribute = (node: NodeProto, name: string): bigint | undefined =>
  node.attribute.find((attribute) => attribute.name === name)?.i;

const times = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Notes on the quantised parts of `graph`; none for fp32 and fp16 graphs. */
export function quantisationNotes(graph: GraphProto): string[] {
  const bits = new Set<number>();
  let fine = 0;
  let coarse = 0;
  let integer = 0;
  let rounded = 0;
  let unpacked = 0;
  for (const node of nodesOf(graph)) {
    const pack = packed[node.opType];
    if (pack) {
      bits.add(Number(intAttribute(node, pack.name) ?? pack.bits));
      fine++;
      if (intAttribute(node, 'accuracy_level') === roundsActivations) coarse++;
    } else if (eightBit.has(node.opType)) integer++;
    else if (node.opType === 'QuantizeLinear') rounded++;
    else if (node.opType === 'DequantizeLinear') unpacked++;
  }
  const notes: string[] = [];
  if (fine > 0) {
    const widths = [...bits].sort((a, b) => a - b).join(' and ');
    notes.push(`Its weights are rounded to ${widths} bits: activations differ from the original model's.`);
  }
  if (coarse > 0) {
    notes.push(
      `${times(coarse, 'MatMulNBits node')} with accuracy_level 4: onnxruntime rounds activations to 8 bits inside these products, ` +
        'which changes results further. Quantise with accuracy_level 0 or 1 to keep activations whole.',
    );
  }
  if (integer > 0) {
    notes.push(
      `Its products are in 8-bit integers (${times(integer, 'integer product')}): weights and activations are rounded, so that ` +
        "activations differ from the original model's.",
    );
  } else if (rounded > 0) {
    notes.push(
      `It rounds activations and weights to 8 bits on the way (${times(rounded, 'QuantizeLinear node')}): activations differ from ` +
        "the original model's.",
    );
  } else if (unpacked > 0) {
    notes.push(
      `Its weights are stored rounded (${times(unpacked, 'DequantizeLinear node')}): activations differ from the original model's.`,
    );
  }
  return notes;
}
