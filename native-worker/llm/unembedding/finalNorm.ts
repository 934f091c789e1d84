/**
 * What the final norm does to a direction, measured from outside: a norm is gamma (x - mean) / spread + beta, with or without the mean.
 * Half the difference of its values at x and -x is free of beta, so gamma follows from one x, and two more say whether that is all it does.
 * Gemma's 1 + gamma, written-out and fused norms need no case of their own.
 */
import type { InferenceSession } from 'onnxruntime-node';
import { ort } from '../../onnx/ort.ts';

export interface FinalNorm {
  /** What each dimension is multiplied by, shape [width]. */
  gamma: Float32Array;
  /** Whether the mean over the dimensions is taken off first (LayerNorm). */
  centres: boolean;
}

/** Large beside the norm's epsilon, and its square small enough for float16. */
const size = 8;
/** Of the largest value; a stream in float16 or bfloat16 rounds. */
const tolerance = 0.02;

/** @returns null where what lies between is no norm */
export async function measureNorm(session: InferenceSession, width: number): Promise<FinalNorm | null> {
  const ones = new Float32Array(width).fill(size);
  const signs = ones.map((one, i) => (i % 2 === 0 ? one : -one));
  const waves = ones.map((one, i) => one * Math.sin(1 + 1.7 * i));
  const answers: Float32Array[] = [];
  for (const probe of [ones, signs, waves]) {
    const answer = await oddPart(session, probe);
    if (answer?.length !== width) return null;
    answers.push(answer);
  }
  const [fromOnes = ones, fromSigns = ones, fromWaves = ones] = answers;
  const centres = largest(fromOnes) < tolerance * largest(fromSigns);
  const unit = spread(signs, centres);
  const norm = { gamma: fromSigns.map((value, i) => value / (unit[i] ?? 1)), centres };
  const isNorm = [
    { probe: ones, answer: fromOnes },
    { probe: waves, answer: fromWaves },
  ].every(({ probe, answer }) => {
    const expected = spread(probe, centres).map((value, i) => value * (norm.gamma[i] ?? 0));
    return largest(expected.map((value, i) => value - (answer[i] ?? NaN))) <= tolerance * largest(norm.gamma);
  });
  return isNorm ? norm : null;
}

/** (f(x) - f(-x)) / 2, shape [width]; null where f does not answer with one vector for each. */
async function oddPart(session: InferenceSession, probe: Float32Array): Promise<Float32Array | null> {
  const rows = new Float32Array(2 * probe.length);
  rows.set(probe);
  rows.set(
    probe.map((value) => -value),
    probe.length,
  );
  const [input = ''] = session.inputNames;
  const [output = ''] = session.outputNames;
  const run = await session.run({ [input]: new ort.Tensor('float32', rows, [1, 2, probe.length]) });
  const data = run[output]?.data;
  if (!(data instanceof Float32Array) || data.length !== rows.length) return null;
  return probe.map((_, i) => ((data[i] ?? NaN) - (data[probe.length + i] ?? NaN)) / 2);
}

/** x over its root mean square, after its mean was taken off where the norm does so; zero where nothing is left. */
function spread(x: Float32Array, centres: boolean): Float32Array {
  const mean = centres ? x.reduce((sum, value) => sum + value, 0) / x.length : 0;
  const centred = x.map((value) => value - mean);
  const rms = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0) / x.length);
  return rms > 1e-6 * size ? centred.map((value) => value / rms) : centred.fill(0);
}

const largest = (values: Float32Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
