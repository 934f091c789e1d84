/** What a training starts from: the first state of a run, or a checkpoint. */
import type { SourcePosition } from '../activations/activationBatch.ts';
import type { Algorithm } from './algorithms/algorithm.ts';
import { fitNormaliser, normaliseInPlace } from './normalisation.ts';
import { Random } from './random.ts';
import { readUpTo, sampleSize } from './sourceRows.ts';
import type { TrainerOptions, TrainerSnapshot } from './trainer.ts';

export interface Beginning {
  from: TrainerSnapshot;
  /** For algorithms that keep it. */
  sample: Float32Array | null;
}

/** Leaves a checkpoint's state loaded in the backend. */
export async function goOn(
  options: TrainerOptions,
  algorithm: Algorithm,
  from: TrainerSnapshot,
): Promise<Beginning> {
  await options.backend.load(from.state);
  if (!algorithm.keepsSample) return { from, sample: null };
  const sample = await readSample(options, algorithm, from.startPosition);
  normaliseInPlace(sample, options.source.dIn, from.normaliser);
  return { from, sample };
}

/** The first raw rows of the run; the source stands at `from` again afterwards. */
async function readSample(
  { config, source }: TrainerOptions,
  algorithm: Algorithm,
  from: SourcePosition,
): Promise<Float32Array> {
  await source.seek(from);
  const raw = await readUpTo(source, sampleSize(algorithm, source.dIn), config.batchTokens);
  await source.seek(from);
  return raw;
}

/** Makes the first state from the first rows of the run, and leaves it loaded in the backend. */
export async function begin(options: TrainerOptions, algorithm: Algorithm): Promise<Beginning> {
  const { config, source, backend } = options;
  const { dIn } = source;
  const startPosition = source.position();
  const sample = await readSample(options, algorithm, startPosition);
  const normaliser = fitNormaliser(config.algorithm.normalisation, sample, dIn);
  // In place: at the paper's size the sample has over a hundred megabytes.
  normaliseInPlace(sample, dIn, normaliser);
  const random = new Random(config.seed);
  await algorithm.firstState(backend, sample, random);
  const from = {
    state: backend.stateReader(),
    memory: algorithm.firstMemory(sample, dIn),
    lastFired: new Float64Array(config.dSae),
    normaliser,
    random: random.state(),
    startPosition,
    position: startPosition,
  };
  return { from, sample: algorithm.keepsSample ? sample : null };
}
