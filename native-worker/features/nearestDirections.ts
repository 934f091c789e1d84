/** Nearest decoder directions of one feature by cosine, computed when asked: dSae x dIn multiplications (40 ms at 66,000 x 576). */

/** Decoder rows of an SAE, shape [dSae, dIn]; they need not be of unit norm. */
export interface DecoderDirections {
  weights: Float32Array;
  dSae: number;
  dIn: number;
}

export interface Neighbour {
  index: number;
  cosine: number;
}

/** The `count` features of largest cosine with `feature`, itself left out, nearest first; equal ones by index. */
export function nearestDirections(
  { weights, dSae, dIn }: DecoderDirections,
  feature: number,
  count: number,
): Neighbour[] {
  const base = feature * dIn;
  const nearest: Neighbour[] = [];
  for (let index = 0; index < dSae; index++) {
    if (index === feature) continue;
    const cosine = cosineOf(weights, base, index * dIn, dIn);
    const last = nearest[nearest.length - 1];
    if (nearest.length < count || (last && cosine > last.cosine)) insert(nearest, { index, cosine }, count);
  }
  return nearest;
}

/** Cosine of the rows that start at `a` and `b`; 0 where one of them is zero. */
function cosineOf(weights: Float32Array, a: number, b: number, dIn: number): number {
  let cross = 0;
  let squareA = 0;
  let squareB = 0;
  for (let i = 0; i < dIn; i++) {
    const x = weights[a + i] ?? 0;
    const y = weights[b + i] ?? 0;
    cross += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  return squareA > 0 && squareB > 0 ? cross / Math.sqrt(squareA * squareB) : 0;
}

function insert(nearest: Neighbour[], neighbour: Neighbour, count: number): void {
  let at = nearest.length;
  while (at > 0 && (nearest[at - 1]?.cosine ?? 0) < neighbour.cosine) at--;
  nearest.splice(at, 0, neighbour);
  if (nearest.length > count) nearest.pop();
}
