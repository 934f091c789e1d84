/** Algorithms in words: what a user chooses from, and what a run was trained by. Free of vscode. */
import * as l10n from '@vscode/l10n';
import type { AlgorithmConfig, GbaConfig, GbaPreset, PresetAlgorithm } from '../../protocol/training.ts';
import { formatCount, formatValue } from './format.ts';

/** A preset of the engine: an algorithm, and with GBA whose settings. */
export interface AlgorithmChoice {
  algorithm: PresetAlgorithm;
  /** `recommended` when left out; for `gba` and `ba`. */
  preset?: GbaPreset;
}

export const RECOMMENDED: AlgorithmChoice = { algorithm: 'gba', preset: 'recommended' };

/** In the order in which they are offered. */
export const ALGORITHM_CHOICES: readonly AlgorithmChoice[] = [
  RECOMMENDED,
  { algorithm: 'gba', preset: 'paper' },
  { algorithm: 'ba' },
  { algorithm: 'topk' },
  { algorithm: 'batchtopk' },
  { algorithm: 'l1' },
  { algorithm: 'jumprelu' },
  { algorithm: 'matryoshka' },
];

export function algorithmLabel({ algorithm, preset }: AlgorithmChoice): string {
  switch (algorithm) {
    case 'gba':
      return preset === 'paper'
        ? l10n.t('Group Bias Adaptation, as in the paper')
        : l10n.t('Group Bias Adaptation, recommended');
    case 'ba':
      return l10n.t('Bias Adaptation, one group');
    case 'topk':
      return 'TopK';
    case 'batchtopk':
      return 'BatchTopK';
    case 'l1':
      return 'L1';
    case 'jumprelu':
      return 'JumpReLU';
    case 'matryoshka':
      return 'Matryoshka';
    default:
      return algorithm satisfies never;
  }
}

/** One line, with the source where it has one. */
export function algorithmDetail({ algorithm, preset }: AlgorithmChoice): string {
  switch (algorithm) {
    case 'gba':
      return preset === 'paper'
        ? l10n.t('Biases start at zero, the output scale and the pre-bias are trained: arXiv 2506.14002')
        : l10n.t('Biases start at quantiles, the output scale follows a schedule, a refit ends the training');
    case 'ba':
      return l10n.t('The same target frequency for every feature: arXiv 2506.14002');
    case 'topk':
      return l10n.t('The k largest of each token, dead features revived by AuxK: arXiv 2406.04093');
    case 'batchtopk':
      return l10n.t('The k largest on average over a batch, then one threshold: arXiv 2412.06410');
    case 'l1':
      return l10n.t('A penalty on the sum of activations, as Anthropic trained in April 2024');
    case 'jumprelu':
      return l10n.t('A penalty on active features, a learned threshold each: arXiv 2407.14435');
    case 'matryoshka':
      return l10n.t('BatchTopK whose prefixes each reconstruct the input: arXiv 2503.17547');
    default:
      return algorithm satisfies never;
  }
}

/** `TopK, k = 32`; for a run's tooltip. */
export function algorithmWords(config: AlgorithmConfig): string {
  switch (config.algorithm) {
    case 'gba':
      return gbaWords(config);
    case 'topk':
      return l10n.t('TopK, k = {0}', formatCount(config.k)) + (config.tied ? l10n.t(', tied') : '');
    case 'batchtopk':
      return l10n.t('BatchTopK, k = {0}', formatCount(config.k));
    case 'matryoshka':
      return l10n.t('Matryoshka, k = {0}', formatCount(config.k));
    case 'l1':
      return l10n.t('L1, λ = {0}', formatValue(config.l1Coefficient));
    case 'jumprelu':
      return l10n.t('JumpReLU, λ = {0}', formatValue(config.sparsityCoefficient));
    default:
      return config satisfies never;
  }
}

/** As short as the side bar needs; null for GBA, which is what one expects. */
export function shortAlgorithm(config: AlgorithmConfig): string | null {
  return config.algorithm === 'gba' && config.groups > 1 ? null : shorten(algorithmWords(config));
}

function shorten(words: string): string {
  return words.split(',').slice(0, 2).join(',');
}

function gbaWords(config: GbaConfig): string {
  const { groups, preset, highestTargetFrequency: highest, lowestTargetFrequency: lowest } = config;
  if (groups === 1) return l10n.t('Bias Adaptation, target frequency {0}', formatValue(highest));
  return preset === 'paper'
    ? l10n.t(
        'Group Bias Adaptation as in the paper, {0} groups, target frequencies {1} to {2}',
        groups,
        formatValue(highest),
        formatValue(lowest),
      )
    : l10n.t(
        'Group Bias Adaptation, {0} groups, target frequencies {1} to {2}',
        groups,
        formatValue(highest),
        formatValue(lowest),
      );
}
