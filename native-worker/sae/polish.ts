/**
 * Encoder polish: the decoder's rows, the fitted scales and the offset stand still; the encoder is untied from them and trained on
 * reconstruction alone, while the biases go on adapting by firing rates. A feature goes on meaning what it writes, so it is still named by
 * its decoder row. What a tied encoder reads of a feature is mixed with all that overlaps it: this is what the polish takes out.
 */
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { ActivationSource } from '../activations/activationBatch.ts';
import type { Backend, BackendOptions } from '../compute/backend.ts';
import type { StateArray } from '../compute/saeState.ts';
import { readArray, readVectors } from '../compute/stateReader.ts';
import type { StateReader, StateVectors } from '../compute/stateReader.ts';
import type { SaeConfig } from '../../protocol/training.ts';
import { algorithmOf } from './algorithms/algorithmOf.ts';
import { learningRateAt } from './algorithms/schedules.ts';
import { normalise } from './normalisation.ts';
import type { SaeParameters } from './saeParameters.ts';
import { nextRows, readUpTo, sampleSize } from './sourceRows.ts';
import type { TrainerSnapshot } from './trainer.ts';

/** Adam's rate at the start, falling by a cosine to a hundredth: 3e-3 to 5e-3 did on synthetic data of up to 128 dimensions. */
const peakRate = 4e-3;
const finalRateShare = 0.01;

export interface PolishOptions {
  config: SaeConfig;
  /** The end of training: its memory goes on, and its rows come again from the start of the run. */
  snapshot: TrainerSnapshot;
  /** Tied and refitted. */
  parameters: SaeParameters;
  source: ActivationSource;
  steps: number;
  /** Opens a backend on the device that trained. */
  open: (options: BackendOptions) => Promise<Backend>;
  /** Awaited before each step: pending while paused, rejecting to end the polish. */
  check?: (() => Promise<void>) | undefined;
  /** Told after each step. */
  onRows?: ((rows: number) => void) | undefined;
}

/** The SAE with its own encoder and biases, centred at the offset. Deterministic: the same rows in the same order. */
export async function polish(options: PolishOptions): Promise<SaeParameters> {
  const { config, parameters, snapshot, source, open } = options;
  const { dIn } = parameters;
  const backend = await open({
    ...algorithmOf(config).backendOptions(dIn),
    tied: false,
    trains: { decoder: false, scales: false, biases: false, preBias: 'fixed' },
  });
  try {
    const state = polishState(parameters);
    await backend.load(state);
    await source.seek(snapshot.startPosition);
    await train(options, await readVectors(state), backend);
    const polished = backend.stateReader();
    const [encoder, biases] = [await readArray(polished, 'encoder'), await readArray(polished, 'biases')];
    return { ...parameters, encoder, biases, preBias: parameters.offset };
  } finally {
    await backend.dispose();
  }
}

async function train(
  { config, snapshot, source, steps, check, onRows }: PolishOptions,
  vectors: StateVectors,
  backend: Backend,
): Promise<void> {
  const { dIn, batchTokens } = backend.options;
  const algorithm = algorithmOf(config);
  const toUnits = (raw: Float32Array): Float32Array => normalise(raw, dIn, snapshot.normaliser).x;
  const sample = algorithm.keepsSample
    ? toUnits(await readUpTo(source, sampleSize(algorithm, dIn), batchTokens))
    : null;
  await source.seek(snapshot.startPosition);
  const run = algorithm.run(vectors, snapshot.memory, sample);
  // As in training, a step of Adam turns a row by about lr sqrt(dIn).
  const peak = peakRate * Math.min(1, Math.sqrt(128 / dIn));
  for (let step = 1; step <= steps; step++) {
    await check?.();
    const x = toUnits(await nextRows(source, batchTokens));
    await backend.step(x, { learningRate: learningRateAt(peak, finalRateShare, step / steps) });
    if (run.adaptEverySteps !== null && step % run.adaptEverySteps === 0) {
      run.absorb(await backend.takeFiringStats(), step);
      await run.adapt(backend);
    }
    onRows?.(batchTokens);
    // A backend's run blocks the thread: let messages in between steps.
    await yieldToEvents();
  }
}

/**
 * A backend adds to its reconstruction what it subtracts from its input: both are the offset here. The biases take up the difference, so
 * that the same features fire at the start.
 */
function polishState(parameters: SaeParameters): StateReader {
  const { dIn, dSae, weights, scales, offset } = parameters;
  const biases = biasesAbout(parameters);
  const values = (name: StateArray, from: number, to: number): Float32Array => {
    switch (name) {
      case 'weights':
      case 'encoder':
        return weights.slice(from, to);
      case 'scales':
        return scales.slice(from, to);
      case 'biases':
        return biases.slice(from, to);
      case 'preBias':
        return offset.slice(from, to);
      default:
        return new Float32Array(to - from);
    }
  };
  return {
    dIn,
    dSae,
    tied: false,
    step: 0,
    read: (name, from, to) => Promise.resolve(values(name, from, to)),
  };
}

function biasesAbout({ dIn, weights, biases, preBias, offset }: SaeParameters): Float32Array {
  return biases.map((bias, m) => {
    let shift = 0;
    for (let i = 0; i < dIn; i++) {
      shift += (weights[m * dIn + i] ?? 0) * ((offset[i] ?? 0) - (preBias[i] ?? 0));
    }
    return Math.min(0, bias + shift);
  });
}
