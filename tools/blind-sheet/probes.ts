/**
 * What the sheet asks about, as one small encoder: the chosen features as they are, then random directions and neurons, which act
 * on the same normalised x, centred by its mean. A baseline's density is that of the feature it is paired with.
 */
import { centredBias } from '../../native-worker/sae/encoderSession.ts';
import { saelensReaderOf } from '../../native-worker/sae/formats/saelensReader.ts';
import type { Random } from '../../native-worker/sae/random.ts';
import type { SaelensWeights } from '../../native-worker/sae/formats/saelensFold.ts';
import type { ChosenFeature } from './chooseFeatures.ts';
import { UnfitRunError } from './finishedRun.ts';
import type { Survey } from './surveyCorpus.ts';

export type ProbeItem =
  | { kind: 'feature'; feature: number; clusterSize: number; density: number }
  | { kind: 'direction'; direction: number; density: number; pairedWith: number }
  | { kind: 'neuron'; neuron: number; sign: 1 | -1; density: number; pairedWith: number };

export interface Probes {
  items: ProbeItem[];
  /** Tokens on which each item is to be active, shape [items]. */
  activeTokens: number[];
  weights: SaelensWeights;
}

interface Column {
  item: ProbeItem;
  activeTokens: number;
  /** Shape [dIn]. */
  direction: Float32Array;
  bias: number;
  threshold: number;
}

/** @throws UnfitRunError when the layer has fewer neurons than features are asked for. */
export async function makeProbes(
  weights: SaelensWeights,
  { directions, mean }: Survey,
  chosen: readonly ChosenFeature[],
  random: Random,
): Promise<Probes> {
  const { dIn } = weights;
  if (chosen.length > dIn) {
    throw new UnfitRunError(`The layer has ${dIn} neurons: ask for ${dIn} features at most by --features.`);
  }
  const baseline = (item: ProbeItem, direction: Float32Array, activeTokens: number): Column => ({
    item,
    activeTokens,
    direction,
    bias: -direction.reduce((sum, value, i) => sum + value * (mean[i] ?? 0), 0),
    threshold: 0,
  });
  const neurons = random.sample(chosen.length, dIn);
  const biases = await centredBias(saelensReaderOf(weights));
  return joined(weights, [
    ...chosen.map((feature) => featureColumn(weights, biases, feature)),
    ...chosen.map(({ feature, activeTokens, density }, direction) =>
      baseline(
        { kind: 'direction', direction, density, pairedWith: feature },
        directions[direction] ?? new Float32Array(dIn),
        activeTokens,
      ),
    ),
    ...chosen.map(({ feature, activeTokens, density }, i) => {
      const neuron = neurons[i] ?? 0;
      const sign = random.integer(2) === 0 ? 1 : -1;
      const axis = new Float32Array(dIn);
      axis[neuron] = sign;
      return baseline({ kind: 'neuron', neuron, sign, density, pairedWith: feature }, axis, activeTokens);
    }),
  ]);
}

function featureColumn(
  { dIn, dSae, encoder, threshold }: SaelensWeights,
  biases: Float32Array,
  { feature, clusterSize, activeTokens, density }: ChosenFeature,
): Column {
  return {
    item: { kind: 'feature', feature, clusterSize, density },
    activeTokens,
    direction: Float32Array.from({ length: dIn }, (_, i) => encoder[i * dSae + feature] ?? 0),
    bias: biases[feature] ?? 0,
    threshold: threshold?.[feature] ?? 0,
  };
}

function joined({ dIn, normalizeActivations }: SaelensWeights, columns: readonly Column[]): Probes {
  const dSae = columns.length;
  const encoder = new Float32Array(dIn * dSae);
  for (const [m, { direction }] of columns.entries()) {
    for (let i = 0; i < dIn; i++) encoder[i * dSae + m] = direction[i] ?? 0;
  }
  return {
    items: columns.map(({ item }) => item),
    activeTokens: columns.map(({ activeTokens }) => activeTokens),
    weights: {
      architecture: 'jumprelu',
      dIn,
      dSae,
      normalizeActivations,
      applyBDecToInput: false,
      encoder,
      encoderBias: Float32Array.from(columns, ({ bias }) => bias),
      decoder: new Float32Array(dSae * dIn),
      decoderBias: new Float32Array(dIn),
      threshold: Float32Array.from(columns, ({ threshold }) => threshold),
      k: null,
    },
  };
}
