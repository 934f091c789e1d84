/** One small decoder after another whose heads hold the same numbers in all the forms that exporters write, and those numbers plainly. */
import { float } from '../../../native-worker/onnx/attributeProto.ts';
import { GraphBuilder } from '../../../native-worker/onnx/graphBuilder.ts';

export const width = 32;
export const vocabulary = 20;

/** What a head does, in float64: logits[t] = sum of weight(t, i) x[i]. */
export type Weight = (token: number, i: number) => number;

export interface HeadForm {
  name: string;
  weight: Weight;
  /** Adds the head to the graph; gives the tensor of the logits. */
  build(g: GraphBuilder, normed: string): string;
}

const wave = (t: number, i: number): number => Math.sin(1.3 * t + 0.7 * i + 0.1 * t * i);
/** Multiples of 1/8 up to 3/8: whole in float16, bfloat16 and in few bits. */
const eighths: Weight = (t, i) => Math.round(3 * wave(t, i)) / 8;
const matrix = (
  rows: number,
  columns: number,
  value: (row: number, column: number) => number,
): Float32Array =>
  Float32Array.from({ length: rows * columns }, (_, at) => value(Math.floor(at / columns), at % columns));

const plain = (g: GraphBuilder, name: string, weight: Weight, from = 0, to = vocabulary): string =>
  g.float32(
    name,
    [width, to - from],
    matrix(width, to - from, (i, t) => weight(from + t, i)),
  );
const biasOf = (g: GraphBuilder): string =>
  g.float32(
    'bias',
    [vocabulary],
    matrix(1, vocabulary, (_, t) => 10 * wave(t, 50)),
  );

/** Bits of float32 numbers that float16 or bfloat16 hold whole. */
function halfBits(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const mantissa = Math.round((Math.abs(value) / 2 ** exponent - 1) * 1024);
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | mantissa;
}
const brainBits = (value: number): number => new DataView(Float32Array.of(value).buffer).getUint16(2, true);

function shortFloats(type: 'float16' | 'bfloat16', to: number, bits: (value: number) => number): HeadForm {
  return {
    name: type,
    weight: eighths,
    build(g, normed) {
      const values = Uint16Array.from(
        matrix(width, vocabulary, (i, t) => eighths(t, i)),
        bits,
      );
      const w = g.initializer('w', type, [width, vocabulary], values);
      return g.node('Cast', [g.node('MatMul', [g.node('Cast', [normed], { to }), w])], { to: 1 });
    },
  };
}

/** Integers, their zero points and scales by token, as dynamic int8 has them. */
const scaleOf = (t: number): number => 0.01 + 0.002 * t;
const zeroOf = (t: number): number => 100 + (t % 7);
const byteOf: Weight = (t, i) => zeroOf(t) + Math.round(90 * wave(t, i));
const dequantised: Weight = (t, i) => (byteOf(t, i) - zeroOf(t)) * scaleOf(t);
const bytes = (): Uint8Array => Uint8Array.from(matrix(width, vocabulary, (i, t) => byteOf(t, i)));
const byToken = (value: (t: number) => number): number[] =>
  Array.from({ length: vocabulary }, (_, t) => value(t));

function integerProduct(g: GraphBuilder, normed: string): string {
  const [x, scale, zero] = g.nodeOutputs('DynamicQuantizeLinear', [normed], 3);
  const w = g.initializer('w', 'uint8', [width, vocabulary], bytes());
  const zeros = g.initializer('zeros', 'uint8', [vocabulary], Uint8Array.from(byToken(zeroOf)));
  const sums = g.node('Cast', [g.node('MatMulInteger', [x, w, zero, zeros])], { to: 1 });
  const scales = g.node('Mul', [scale, g.float32('scales', [vocabulary], byToken(scaleOf))]);
  return g.node('Add', [g.node('Mul', [sums, scales]), biasOf(g)]);
}

/** The layout of MatMulNBits: by token, in blocks of 16 along the width, two of 4 bits a byte, the lower bits first. */
const block = 16;
const blockScale = (t: number, b: number): number => 0.05 + 0.01 * ((t + b) % 5);
const blockZero = (t: number, b: number): number => 6 + ((t + b) % 4);
const nibble: Weight = (t, i) => Math.min(15, Math.max(0, 8 + Math.round(7 * wave(t, i))));
const fourBits: Weight = (t, i) => {
  const b = Math.floor(i / block);
  return (nibble(t, i) - blockZero(t, b)) * blockScale(t, b);
};

function matMulNBits(g: GraphBuilder, normed: string, bits: 4 | 8): string {
  const blocks = width / block;
  const b =
    bits === 4
      ? Uint8Array.from(
          matrix(vocabulary, width / 2, (t, i) => nibble(t, 2 * i) | (nibble(t, 2 * i + 1) << 4)),
        )
      : Uint8Array.from(matrix(vocabulary, width, nibble));
  const zeros =
    bits === 4
      ? Uint8Array.from(byToken((t) => blockZero(t, 0) | (blockZero(t, 1) << 4)))
      : Uint8Array.from(matrix(vocabulary, blocks, blockZero));
  const inputs = [
    normed,
    g.initializer('w', 'uint8', [vocabulary, blocks, (block * bits) / 8], b),
    g.float32('scales', [vocabulary * blocks], matrix(vocabulary, blocks, blockScale)),
    g.initializer('zeros', 'uint8', [zeros.length], zeros),
  ];
  const attributes = { K: width, N: vocabulary, bits, block_size: block, accuracy_level: 4 };
  return g.node('MatMulNBits', inputs, attributes, { domain: 'com.microsoft' });
}

export const headForms: HeadForm[] = [
  shortFloats('float16', 10, halfBits),
  shortFloats('bfloat16', 16, brainBits),
  {
    name: 'the embedding, transposed, with a bias',
    weight: wave,
    build(g, normed) {
      const embedding = g.float32('embedding', [vocabulary, width], matrix(vocabulary, width, wave));
      const tied = g.node('Transpose', [embedding], { perm: [1, 0] });
      return g.node('Add', [biasOf(g), g.node('MatMul', [normed, tied])]);
    },
  },
  {
    name: 'Gemm on the rows of all positions, with a bias',
    weight: (t, i) => 0.5 * wave(t, i),
    build(g, normed) {
      const rows = g.node('Reshape', [normed, g.indices(-1, width)]);
      const w = g.float32('w', [vocabulary, width], matrix(vocabulary, width, wave));
      const flat = g.node('Gemm', [rows, w, biasOf(g)], { transB: 1, alpha: float(0.5) });
      const shape = g.node(
        'Concat',
        [g.node('Slice', [g.node('Shape', [normed]), g.indices(0), g.indices(2)]), g.indices(vocabulary)],
        { axis: 0 },
      );
      return g.node('Reshape', [flat, shape]);
    },
  },
  { name: 'int8 with activations quantised as they come', weight: dequantised, build: integerProduct },
  {
    name: 'the same as one operator',
    weight: dequantised,
    build(g, normed) {
      const w = g.initializer('w', 'uint8', [width, vocabulary], bytes());
      const scales = g.float32('scales', [vocabulary], byToken(scaleOf));
      const zeros = g.initializer('zeros', 'uint8', [vocabulary], Uint8Array.from(byToken(zeroOf)));
      return g.node('DynamicQuantizeMatMul', [normed, w, scales, zeros], {}, { domain: 'com.microsoft' });
    },
  },
  {
    name: 'int8 by token with activations quantised to a fixed range',
    weight: dequantised,
    build(g, normed) {
      const range = [g.scalar(0.001), g.initializer('zero', 'uint8', [], Uint8Array.of(128))];
      const rounded = g.node('DequantizeLinear', [g.node('QuantizeLinear', [normed, ...range]), ...range]);
      const w = g.initializer('w', 'uint8', [width, vocabulary], bytes());
      const scales = g.float32('scales', [vocabulary], byToken(scaleOf));
      const zeros = g.initializer('zeros', 'uint8', [vocabulary], Uint8Array.from(byToken(zeroOf)));
      return g.node('MatMul', [rounded, g.node('DequantizeLinear', [w, scales, zeros], { axis: 1 })]);
    },
  },
  { name: 'blocks of 4 bits', weight: fourBits, build: (g, normed) => matMulNBits(g, normed, 4) },
  { name: 'blocks of 8 bits', weight: fourBits, build: (g, normed) => matMulNBits(g, normed, 8) },
  {
    name: 'a vocabulary in two parts',
    weight: wave,
    build(g, normed) {
      const parts = [plain(g, 'low', wave, 0, 12), plain(g, 'high', wave, 12)];
      const logits = parts.map((part) => g.node('MatMul', [normed, part]));
      return g.node('Concat', logits, { axis: 2 });
    },
  },
  {
    name: 'a soft cap and a factor on the logits',
    weight: (t, i) => 0.25 * wave(t, i),
    build(g, normed) {
      const raw = g.node('MatMul', [normed, plain(g, 'w', wave)]);
      const cap = g.scalar(30);
      const capped = g.node('Mul', [g.node('Tanh', [g.node('Div', [raw, cap])]), cap]);
      return g.node('Mul', [capped, g.float32('factor', [1, 1, 1], [0.25])]);
    },
  },
  {
    name: 'the last position alone',
    weight: wave,
    build(g, normed) {
      const last = g.node('Gather', [normed, g.indices(-1)], { axis: 1 });
      return g.node('MatMul', [last, plain(g, 'w', wave)]);
    },
  },
];
