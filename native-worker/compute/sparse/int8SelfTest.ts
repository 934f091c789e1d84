/**
 * Whether int8 products can be relied on and are fast here. CPUs without VNNI multiply u8 by s8 in pairs whose sums saturate at 16 bits
 * (vpmaddubsw): products of large codes then come out wrong, and the bound on the error of screening is void.
 */
import { createSession } from '../../onnx/devices.ts';
import { GraphBuilder } from '../../onnx/graphBuilder.ts';
import { ort } from '../../onnx/ort.ts';
import { Int8Product } from './int8Product.ts';

/** Sizes of a block's product. */
export interface ProductSizes {
  rows: number;
  width: number;
  columns: number;
}

/** Bytes of rows (code + 128) and codes of columns, by turns; the first of each are the extremes, alone and among their opposites. */
type Pattern = (i: number) => number;
const rowPatterns: readonly Pattern[] = [() => 255, (i) => (i % 2 === 0 ? 255 : 1), () => 1];
const columnPatterns: readonly Pattern[] = [
  () => 127,
  (i) => (i % 2 === 0 ? 127 : -127),
  () => -127,
  (i) => ((i * 7) % 255) - 127,
];

/** The products under test: of W as codes + 128, [rows, width], and X as codes, [width, columns]; [rows, columns]. */
export interface Int8Products {
  /** In whole numbers. */
  integer: (w: Bytes, x: Codes, sizes: ProductSizes) => Promise<Int32Array>;
  /** In units, rounded, within 0 and 255: what screening uses. */
  rounded: (w: Bytes, x: Codes, sizes: ProductSizes, unit: number) => Promise<Uint8Array>;
}

type Bytes = Uint8Array<ArrayBuffer>;
type Codes = Int8Array<ArrayBuffer>;

/** Multiplies rows of 255 by columns of 127 and their like. Returns what came out wrong, or null. */
export async function int8Fault(
  sizes: ProductSizes,
  products: Int8Products = { integer: integerProduct, rounded: roundedProduct },
): Promise<string | null> {
  const { rows, width, columns } = sizes;
  const neurons = Uint8Array.from({ length: rows * width }, (_, i) =>
    rowPattern(Math.floor(i / width))(i % width),
  );
  const tokens = Int8Array.from({ length: width * columns }, (_, i) =>
    columnPattern(i % columns)(Math.floor(i / columns)),
  );
  const sums = await products.integer(neurons, tokens, sizes);
  // So that the largest sum comes out at 200.
  const unit = (127 * 127 * width) / 200;
  const rounded = await products.rounded(neurons, tokens, sizes, unit);
  const expected = expectedSums(width);
  for (let m = 0; m < rows; m++) {
    for (let t = 0; t < columns; t++) {
      const exact = expected[m % rowPatterns.length]?.[t % columnPatterns.length] ?? NaN;
      const got = sums[m * columns + t] ?? NaN;
      if (got !== exact) return `an int8 product of ${width} values gave ${got} instead of ${exact}`;
      const byte = rounded[m * columns + t] ?? NaN;
      const scaled = Math.max(0, (exact * scaleOf(t)) / unit);
      if (!(Math.abs(byte - scaled) <= 0.51)) {
        return `a rounded int8 product of ${width} values gave ${byte} instead of ${scaled.toFixed(2)}`;
      }
    }
  }
  return null;
}

const rowPattern = (m: number): Pattern => rowPatterns[m % rowPatterns.length] ?? nothing;
const columnPattern = (t: number): Pattern => columnPatterns[t % columnPatterns.length] ?? nothing;
const nothing: Pattern = () => 0;

/** Columns have scales of their own. */
const scaleOf = (t: number): number => 1 / (1 + (t % 5));

/** By pattern of row and of column. */
function expectedSums(width: number): number[][] {
  const places = Array.from({ length: width }, (_, i) => i);
  return rowPatterns.map((row) =>
    columnPatterns.map((column) => places.reduce((sum, i) => sum + (row(i) - 128) * column(i), 0)),
  );
}

async function roundedProduct(
  neurons: Bytes,
  tokens: Codes,
  sizes: ProductSizes,
  unit: number,
): Promise<Uint8Array> {
  const product = await Int8Product.open();
  const rounded = new Uint8Array(sizes.rows * sizes.columns);
  const tokenScales = Float32Array.from({ length: sizes.columns }, (_, t) => scaleOf(t));
  await product.run({ neurons, tokens, tokenScales, ...sizes }, unit, rounded);
  await product.dispose();
  return rounded;
}

/** The same product with whole sums. */
async function integerProduct(
  neurons: Bytes,
  tokens: Codes,
  { rows, width, columns }: ProductSizes,
): Promise<Int32Array> {
  const graph = new GraphBuilder('integerProduct');
  const zero = graph.initializer('zero', 'uint8', [], Uint8Array.of(128));
  const factors = [graph.input('w', 'uint8', [null, null]), graph.input('x', 'int8', [null, null]), zero];
  graph.output('y', 'int32', [null, null], graph.node('MatMulInteger', factors));
  const { session } = await createSession(graph.toBytes(), 'cpu', { threads: 1, allowSpinning: false });
  const { y } = await session.run({
    w: new ort.Tensor('uint8', neurons, [rows, width]),
    x: new ort.Tensor('int8', tokens, [width, columns]),
  });
  await session.release();
  if (!(y?.data instanceof Int32Array)) throw new Error('The int8 self-test gave no integers.');
  return y.data;
}

/** How many times as fast as the fp32 product of a block its int8 product is, best of a few alternating runs on one thread. */
export async function int8Speed({ rows, width, columns }: ProductSizes, stride: number): Promise<number> {
  const graph = new GraphBuilder('speed');
  const factors = [graph.input('a', 'float32', [null, null]), graph.input('b', 'float32', [null, null])];
  graph.output('y', 'float32', [null, null], graph.node('Gemm', factors, { transB: 1 }));
  const { session } = await createSession(graph.toBytes(), 'cpu', { threads: 1, allowSpinning: false });
  const product = await Int8Product.open();
  const floats = (count: number) => new Float32Array(count).fill(0.01);
  const a = new ort.Tensor('float32', floats(rows * stride), [rows, stride]);
  const b = new ort.Tensor('float32', floats(columns * stride), [columns, stride]);
  const y = new ort.Tensor('float32', floats(rows * columns), [rows, columns]);
  const codes = {
    neurons: new Uint8Array(rows * width).fill(140),
    tokens: new Int8Array(width * columns).fill(12),
    tokenScales: floats(columns),
    ...{ rows, width, columns },
  };
  const bytes = new Uint8Array(rows * columns);
  let [fp32, int8] = [Infinity, Infinity];
  for (let run = 0; run < 5; run++) {
    fp32 = Math.min(fp32, await milliseconds(() => session.run({ a, b }, { y })));
    int8 = Math.min(int8, await milliseconds(() => product.run(codes, 1, bytes)));
  }
  await session.release();
  await product.dispose();
  return fp32 / int8;
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
