/**
 * IEEE 754 half floats (fp16) for packed activations: Node 20 has no Float16Array. Rounds to nearest, ties to even.
 * Values beyond the largest half (65504) are stored as that: a stored activation is never infinite.
 */
const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);
const LARGEST = 0x7bff;

/** Bits of the nearest half of a finite number. */
export function toHalf(value: number): number {
  single[0] = value;
  const pattern = bits[0] ?? 0;
  const sign = (pattern >>> 16) & 0x8000;
  const magnitude = pattern & 0x7fffffff;
  if (magnitude < 0x38800000) return sign | roundTiesToEven(Math.abs(single[0]) * 2 ** 24);
  const half = (magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13;
  return sign | Math.min(half, LARGEST);
}

/** The number that a half's bits stand for. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function roundTiesToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
