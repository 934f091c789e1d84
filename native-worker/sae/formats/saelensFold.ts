/**
 * Folds an SAE of any algorithm into SAELens' inference form, exactly: f = act((in - b_dec) W_enc + b_enc), out = f W_dec + b_dec,
 * where in = x, or sqrt(d) x / ||x|| under `constant_norm_rescale`, which also multiplies the output by ||x|| / sqrt(d).
 * With s = sqrt(d) (per token) or 1 / factor (dataset): W_enc = E / s, b_dec = s offset, W_dec = s a w, and
 * b_enc = E . (offset - bPre), which moves the centre from bPre to the refitted offset, plus b where z holds it (`relu`).
 */
import type { SaeParameters } from '../saeParameters.ts';
import type { SaelensMatrix, SaelensReader } from './saelensReader.ts';

/** `topk`: ReLU of the k largest; `jumprelu`: what is above its threshold; `standard`: ReLU. */
export type SaelensArchitecture = 'jumprelu' | 'standard' | 'topk';

/** An SAE in SAELens' form but for its matrices. */
export interface SaelensVectors {
  architecture: SaelensArchitecture;
  dIn: number;
  dSae: number;
  /** `layer_norm` only in SAEs made elsewhere: each row to mean 0 and deviation 1, and back. */
  normalizeActivations: 'none' | 'constant_norm_rescale' | 'layer_norm';
  applyBDecToInput: boolean;
  /** Shape [dSae]. */
  encoderBias: Float32Array;
  /** Shape [dIn]. */
  decoderBias: Float32Array;
  /** `jumprelu` only: active where the pre-activation is above it; shape [dSae]. */
  threshold: Float32Array | null;
  /** `topk` only. */
  k: number | null;
}

/** With its matrices in memory. */
export interface SaelensWeights extends SaelensVectors {
  /** W_enc, shape [dIn, dSae]. */
  encoder: Float32Array;
  /** W_dec, shape [dSae, dIn]. */
  decoder: Float32Array;
}

/** An SAE whose codes none of SAELens' architectures gives. */
export class SaelensFormError extends Error {
  constructor(problem: string) {
    super(
      `This SAE has no exact SAELens form: ${problem}. Train it with an algorithm and options that have one.`,
    );
    this.name = 'SaelensFormError';
  }
}

/** All of it in memory. @throws SaelensFormError */
export function foldForSaelens(parameters: SaeParameters): SaelensWeights {
  const { vectors, values } = fold(parameters);
  const size = vectors.dIn * vectors.dSae;
  return { ...vectors, encoder: values('encoder', 0, size), decoder: values('decoder', 0, size) };
}

/** The same, its matrices made where they are read: a large SAE is exported without a second copy. @throws SaelensFormError */
export function foldedReader(parameters: SaeParameters): SaelensReader {
  const { vectors, values } = fold(parameters);
  return { ...vectors, read: (matrix, from, to) => Promise.resolve(values(matrix, from, to)) };
}

interface Folded {
  vectors: SaelensVectors;
  /** Elements `from` up to `to` of a matrix, row-major. */
  values: (matrix: SaelensMatrix, from: number, to: number) => Float32Array;
}

function fold(parameters: SaeParameters): Folded {
  const { dIn, dSae, weights, scales, offset, normaliser } = parameters;
  const rows = parameters.encoder ?? weights;
  const s = normaliser.kind === 'token' ? Math.sqrt(dIn) : 1 / normaliser.factor;
  const encoder = (from: number, to: number): Float32Array => transposed(rows, parameters, from, to, s);
  const decoder = (from: number, to: number): Float32Array => {
    const values = new Float32Array(to - from);
    for (let at = from; at < to; at++) {
      values[at - from] = s * (scales[Math.floor(at / dIn)] ?? 0) * (weights[at] ?? 0);
    }
    return values;
  };
  const vectors: SaelensVectors = {
    ...formOf(parameters),
    dIn,
    dSae,
    normalizeActivations: normaliser.kind === 'token' ? 'constant_norm_rescale' : 'none',
    applyBDecToInput: true,
    encoderBias: encoderBias(rows, parameters),
    decoderBias: offset.map((value) => s * value),
  };
  return {
    vectors,
    values: (matrix, from, to) => (matrix === 'encoder' ? encoder(from, to) : decoder(from, to)),
  };
}

/** Elements `from` up to `to` of (E / s)', shape [dIn, dSae]; each row of E is read in one piece. */
function transposed(
  rows: Float32Array,
  { dIn, dSae }: Pick<SaeParameters, 'dIn' | 'dSae'>,
  from: number,
  to: number,
  s: number,
): Float32Array {
  const values = new Float32Array(to - from);
  for (let m = 0; m < dSae; m++) {
    const last = Math.min(dIn, Math.ceil((to - m) / dSae));
    for (let i = Math.max(0, Math.ceil((from - m) / dSae)); i < last; i++) {
      values[i * dSae + m - from] = (rows[m * dIn + i] ?? 0) / s;
    }
  }
  return values;
}

function encoderBias(
  rows: Float32Array,
  { dIn, activation, biases, offset, preBias }: SaeParameters,
): Float32Array {
  return biases.map((bias, m) => {
    let shift = activation === 'relu' ? bias : 0;
    for (let i = 0; i < dIn; i++) {
      shift += (rows[m * dIn + i] ?? 0) * ((offset[i] ?? 0) - (preBias[i] ?? 0));
    }
    return shift;
  });
}

/**
 * Threshold: the smallest z a feature can have. Under `jumprelu` z = u is active above cut - b, under `relu` z = y above its cut;
 * neither SAELens' architectures nor ours have negative z. Among the k largest any positive z can be.
 */
function formOf({
  activation,
  biases,
  cuts,
  k,
}: SaeParameters): Pick<SaelensWeights, 'architecture' | 'threshold' | 'k'> {
  const threshold = cuts.map((cut, m) => (activation === 'jumprelu' ? cut - (biases[m] ?? 0) : cut));
  const negative = threshold.findIndex((value) => value < 0);
  if (negative >= 0) {
    throw new SaelensFormError(
      `feature ${negative} is active from ${threshold[negative]} on, and a negative activation has no place there`,
    );
  }
  const bare = threshold.every((value) => value === 0);
  if (k !== null) {
    if (!bare)
      throw new SaelensFormError(`the ${k} largest of a token are active and have thresholds besides`);
    return { architecture: 'topk', threshold: null, k };
  }
  // GBA's form keeps its architecture even where every bias is still 0.
  if (activation === 'relu' && bare) return { architecture: 'standard', threshold: null, k };
  return { architecture: 'jumprelu', threshold, k };
}
