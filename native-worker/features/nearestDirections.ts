/** Nearest decoder directions of one feature by cosine, computed when asked: dSae x dIn multiplications, not a table of dSae x dSae. */

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
export function nearestDirections(decoder: DecoderDirections, feature: number, count: number): Neighbour[] {
  const { weights, dSae, dIn } = decoder;
  const norms = normsOf(decoder);
  const nearest: Neighbour[] = [];
  for (let index = 0; index < dSae; index++) {
    if (index === feature) continue;
    const scale = (norms[index] ?? 0) * (norms[feature] ?? 0);
    const cosine = scale > 0 ? dot(weights, feature * dIn, index * dIn, dIn) / scale : 0;
    const last = nearest[nearest.length - 1];
    if (nearest.length < count || (last && cosine > last.cosine)) insert(nearest, { index, cosine }, count);
  }
  return nearest;
}

const knownNorms = new WeakMap<Float32Array, Float64Array>();

/** Norms of the rows, kept as long as the weights are. */
function normsOf({ weights, dSae, dIn }: DecoderDirections): Float64Array {
  const known = knownNorms.get(weights);
  if (known) return known;
  const norms = Float64Array.from({ length: dSae }, (_, m) => Math.sqrt(dot(weights, m * dIn, m * dIn, dIn)));
  knownNorms.set(weights, norms);
  return norms;
}

/** Two sums in turn: one alone waits for each addition. */
function dot(weights: Float32Array, a: number, b: number, dIn: number): number {
  let even = 0;
  let odd = 0;
  let i = 0;
  for (; i + 1 < dIn; i += 2) {
    even += (weights[a + i] ?? 0) * (weights[b + i] ?? 0);
    odd += (weights[a + i + 1] ?? 0) * (weights[b + i + 1] ?? 0);
  }
  if (i < dIn) even += (weights[a + i] ?? 0) * (weights[b + i] ?? 0);
  return even + odd;
}

function insert(nearest: Neighbour[], neighbour: Neighbour, count: number): void {
  let at = nearest.length;
  while (at > 0 && (nearest[at - 1]?.cosine ?? 0) < neighbour.cosine) at--;
  nearest.splice(at, 0, neighbour);
  if (nearest.length > count) nearest.pop();
}
