/** The forms of the SAE that the algorithms train, and states to start them from, for tests and benchmarks. */
import { gbaForm } from '../../../native-worker/compute/backend.ts';
import type { BackendOptions } from '../../../native-worker/compute/backend.ts';
import { zeroState } from '../../../native-worker/compute/saeState.ts';
import type { SaeState } from '../../../native-worker/compute/saeState.ts';
import { syntheticState } from '../../unit/compute/syntheticState.ts';
import type { Synthetic } from '../../unit/compute/syntheticState.ts';

export interface Sizes {
  dIn: number;
  dSae: number;
  batchTokens: number;
}

type Form = Omit<BackendOptions, keyof Sizes>;

/** Everything that a gradient can move. */
const everything = { decoder: true, scales: true, biases: true, preBias: 'full' } as const;

const tied = { ...gbaForm, prefixes: [] } satisfies Partial<BackendOptions>;

const untied = {
  ...tied,
  tied: false,
  activation: 'relu',
  errorWeight: 1,
  trains: { decoder: true, scales: false, biases: true, preBias: 'full' },
  gradientClip: 1,
} satisfies Partial<BackendOptions>;

/** Each algorithm's recipe; k is a small share of dSae, prefixes and k_aux fit any size. */
export function recipes({ dIn, dSae, batchTokens }: Sizes): Record<string, BackendOptions> {
  const k = Math.max(3, Math.round(dSae / 64));
  const auxiliary = { k: Math.round(dIn / 2), coefficient: 1 / 32 };
  const nested = [0.125, 0.25, 0.5, 1].map((share) => Math.round(share * dSae));
  const forms: Record<string, Form> = {
    gba: tied,
    'gba, everything trained': { ...tied, trains: { ...everything, biases: false } },
    'gba, relu': { ...tied, activation: 'relu', trains: { ...tied.trains, scales: true } },
    polish: { ...tied, tied: false, trains: { ...tied.trains, decoder: false } },
    'topk, tied': { ...tied, selection: { kind: 'topk', k } },
    topk: { ...untied, selection: { kind: 'topk', k }, auxiliary },
    batchtopk: { ...untied, selection: { kind: 'batchtopk', k }, auxiliary },
    matryoshka: { ...untied, selection: { kind: 'batchtopk', k }, prefixes: nested, auxiliary },
    l1: { ...untied, penalty: { kind: 'l1' }, decoderRows: 'free' },
    'jumprelu, l0': {
      ...untied,
      selection: { kind: 'learnedThreshold', bandwidth: 0.05 },
      penalty: { kind: 'l0' },
    },
    'jumprelu, tanh': {
      ...untied,
      selection: { kind: 'learnedThreshold', bandwidth: 0.05 },
      penalty: { kind: 'tanh', scale: 4 },
      decoderRows: 'free',
    },
    'tied, all at once': {
      ...tied,
      selection: { kind: 'learnedThreshold', bandwidth: 0.05 },
      activation: 'relu',
      penalty: { kind: 'tanh', scale: 4 },
      prefixes: nested,
      auxiliary,
      trains: everything,
      decoderRows: 'free',
      gradientClip: 0.2,
    },
  };
  return Object.fromEntries(
    Object.entries(forms).map(([name, form]) => [
      name,
      {
        ...form,
        dIn,
        dSae,
        batchTokens,
        prefixes: form.prefixes.length === 0 ? [dSae] : form.prefixes,
      },
    ]),
  );
}

/** A state that fits these options, with batches for it: near a solution, encoder beside decoder, rows of length 0.7 where they are free. */
export function startOf(options: BackendOptions, seed: number): Synthetic {
  const { dIn, dSae, decoderRows, selection } = options;
  const synthetic = syntheticState({ dIn, dSae, seed });
  const empty = zeroState(options);
  const { weights, biases, preBias } = synthetic.state;
  const state: SaeState = {
    ...empty,
    weights: decoderRows === 'free' ? weights.map((value) => 0.7 * value) : weights,
    encoder: options.tied ? empty.encoder : weights.map((value, i) => value + 0.05 * Math.sin(i)),
    scales: empty.scales.map((_, m) => (options.trains.scales || options.tied ? 0.3 + 0.002 * (m % 48) : 1)),
    biases: biases.map((bias) => bias / 2),
    thresholds: empty.thresholds.map((_, m) =>
      selection.kind === 'learnedThreshold' ? 0.05 + 0.001 * (m % 48) : 0,
    ),
    preBias,
  };
  return { ...synthetic, state };
}
