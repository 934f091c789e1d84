/**
 * The parts of any SAE of one hidden layer, folded into SAELens' form: f = act((in - b_dec) W_enc + b_enc), out = f W_dec + b_dec.
 * Gated SAEs (arXiv 2404.16014) are JumpReLU, exactly: with u = (in - b_dec) W_enc, a feature is active where u + b_gate > 0 and then is
 * relu(e^r u + b_mag); in terms of pre = e^r u + b_mag the gate is pre > b_mag - e^r b_gate.
 */
import type { SaelensVectors } from '../saelensFold.ts';
import { saelensStretches, type SaelensMatrix, type SaelensReader } from '../saelensReader.ts';
import { ForeignSaeError } from './foreignError.ts';
import type { ForeignSae } from './foreignSae.ts';
import type { ForeignTensor } from './weightFile.ts';

/** Which features are active, given pre. Vectors have the shape [dSae]. */
export type ForeignActivation =
  | { kind: 'relu'; bias: Float32Array }
  /** `byNorm`: selected by pre times the length of the decoder's row, and as large as that. */
  | { kind: 'topk'; bias: Float32Array; k: number; byNorm: boolean }
  /** `byNorm`: as for `topk`. */
  | { kind: 'jumprelu'; bias: Float32Array; threshold: Float32Array; byNorm: boolean }
  | { kind: 'gated'; gate: Float32Array; magnitude: Float32Array; logScale: Float32Array };

export interface ForeignParts {
  /** For messages. */
  place: string;
  /** Shape [dIn, dSae]. */
  encoder: ForeignTensor;
  /** Shape [dSae, dIn]. */
  decoder: ForeignTensor;
  /** Shape [dIn]. */
  decoderBias: Float32Array;
  activation: ForeignActivation;
  /** Whether the decoder's bias is taken off the input. */
  centred: boolean;
  normalise: SaelensVectors['normalizeActivations'];
  /** What each feature's activation is multiplied by on the way out, shape [dSae]; null for 1. */
  outputScale: Float32Array | null;
}

/** Largest dictionary and width that runs can have. */
const MOST = { dSae: 1_048_576, dIn: 65_536 };

/** Sizes and form, known from the vectors alone, and the way to the matrices. */
export type Assembled = Pick<ForeignSae, 'dIn' | 'dSae' | 'k' | 'load'>;

/** @throws ForeignSaeError where shapes disagree or a vector holds what is no number; so does reading a matrix with one */
export function assemble(parts: ForeignParts): Assembled {
  const { place, encoder, decoder, decoderBias, activation, outputScale } = parts;
  const [dIn = 0, dSae = 0] = encoder.shape;
  if (!(dIn > 1 && dIn <= MOST.dIn && dSae > 0 && dSae <= MOST.dSae))
    throw new ForeignSaeError(
      place,
      `its encoder has the shape [${dIn}, ${dSae}], and none of such a size is read.`,
    );
  if (decoder.shape.length !== 2 || decoder.shape[0] !== dSae || decoder.shape[1] !== dIn)
    throw shapes(place, 'decoder', decoder.shape, [dSae, dIn]);
  checkVector(place, 'bias of the decoder', decoderBias, dIn);
  if (outputScale !== null) checkVector(place, 'scaling factor', outputScale, dSae);
  const form = folded(place, activation, dSae);
  return { dIn, dSae, k: form.k, load: () => load(parts, form, { dIn, dSae }) };
}

/** Rows of the decoder are measured first where their lengths take part in the selection. */
async function load(
  parts: ForeignParts,
  { encoderScale, ...form }: Folded,
  { dIn, dSae }: { dIn: number; dSae: number },
): Promise<SaelensReader> {
  const { place, encoder, decoder, decoderBias, activation } = parts;
  const norms = 'byNorm' in activation && activation.byNorm ? await rowLengths(decoder) : null;
  const scaleIn = product(encoderScale, norms);
  const scaleOut = product(parts.outputScale, norms?.map((norm) => (norm > 0 ? 1 / norm : 0)) ?? null);
  const read: SaelensReader['read'] = async (matrix, from, to) => {
    const values = await (matrix === 'encoder' ? encoder : decoder).read(from, to);
    checkFinite(place, `${matrix} matrix`, values, from);
    return matrix === 'encoder'
      ? scaled(values, scaleIn, (i) => (from + i) % dSae)
      : scaled(values, scaleOut, (i) => Math.floor((from + i) / dIn));
  };
  return {
    ...form,
    encoderBias:
      norms === null ? form.encoderBias : form.encoderBias.map((bias, m) => bias * (norms[m] ?? 0)),
    dIn,
    dSae,
    decoderBias,
    applyBDecToInput: parts.centred,
    normalizeActivations: parts.normalise,
    read,
  };
}

type Folded = Pick<SaelensVectors, 'architecture' | 'encoderBias' | 'threshold' | 'k'> & {
  /** Multiplies the columns of the encoder, shape [dSae]. */
  encoderScale: Float32Array | null;
};

function folded(place: string, activation: ForeignActivation, dSae: number): Folded {
  const check = (name: string, values: Float32Array): Float32Array => checkVector(place, name, values, dSae);
  switch (activation.kind) {
    case 'relu': {
      const encoderBias = check('bias of the encoder', activation.bias);
      return { architecture: 'standard', encoderBias, threshold: null, k: null, encoderScale: null };
    }
    case 'topk': {
      const { k } = activation;
      if (!Number.isSafeInteger(k) || k < 1 || k > dSae)
        throw new ForeignSaeError(place, `its k of ${k} is no number of active features among ${dSae}.`);
      const encoderBias = check('bias of the encoder', activation.bias);
      return { architecture: 'topk', encoderBias, threshold: null, k, encoderScale: null };
    }
    case 'jumprelu':
      return {
        architecture: 'jumprelu',
        encoderBias: check('bias of the encoder', activation.bias),
        threshold: check('threshold', activation.threshold),
        k: null,
        encoderScale: null,
      };
    case 'gated': {
      const gate = check('bias of the gates', activation.gate);
      const encoderBias = check('bias of the magnitudes', activation.magnitude);
      const encoderScale = check('scale of the magnitudes', activation.logScale.map(Math.exp));
      const threshold = encoderBias.map((bias, m) => bias - (encoderScale[m] ?? 0) * (gate[m] ?? 0));
      return { architecture: 'jumprelu', encoderBias, threshold, k: null, encoderScale };
    }
    default:
      return activation satisfies never;
  }
}

/** The same SAE reading inputs that are `factor` times as large: of `expected_average_only_in`, folded as SAELens does. */
export function withInputScale(sae: SaelensReader, factor: number): SaelensReader {
  const factors: Record<SaelensMatrix, number> = { encoder: factor, decoder: 1 / factor };
  return {
    ...sae,
    decoderBias: sae.decoderBias.map((value) => value / factor),
    read: async (matrix, from, to) => {
      const values = await sae.read(matrix, from, to);
      return values.map((value) => value * factors[matrix]);
    },
  };
}

/** Lengths of the decoder's rows, shape [dSae]. */
export async function rowLengths(decoder: ForeignTensor): Promise<Float32Array> {
  const [dSae = 0, dIn = 0] = decoder.shape;
  const lengths = new Float32Array(dSae);
  for (const { from, to } of saelensStretches('decoder', { dIn, dSae })) {
    const rows = await decoder.read(from, to);
    for (let start = 0; start < rows.length; start += dIn) {
      let squared = 0;
      for (let i = start; i < start + dIn; i++) squared += (rows[i] ?? 0) ** 2;
      lengths[(from + start) / dIn] = Math.sqrt(squared);
    }
  }
  return lengths;
}

function scaled(
  values: Float32Array,
  factors: Float32Array | null,
  featureOf: (i: number) => number,
): Float32Array {
  if (factors === null) return values;
  return values.map((value, i) => value * (factors[featureOf(i)] ?? 0));
}

function product(a: Float32Array | null, b: Float32Array | null): Float32Array | null {
  if (a === null || b === null) return a ?? b;
  return a.map((value, i) => value * (b[i] ?? 0));
}

function checkVector(place: string, name: string, values: Float32Array, length: number): Float32Array {
  if (values.length !== length) throw shapes(place, name, [values.length], [length]);
  checkFinite(place, name, values, 0);
  return values;
}

function checkFinite(place: string, name: string, values: Float32Array, first: number): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new ForeignSaeError(
    place,
    `element ${first + at} of its ${name} is ${values[at] ?? NaN}. The file is damaged, or its training diverged: fetch it again, or take another checkpoint.`,
  );
}

function shapes(
  place: string,
  name: string,
  found: readonly number[],
  wanted: readonly number[],
): ForeignSaeError {
  return new ForeignSaeError(
    place,
    `its ${name} has the shape [${found.join(', ')}], and beside the encoder it should have [${wanted.join(', ')}]. Fetch its files again.`,
  );
}
