/** The synthetic experiments in words: what each measures, what is asked of it, how it ended. Free of vscode. */
import * as l10n from '@vscode/l10n';
import type { ExperimentName } from '../../protocol/experiment.ts';
import type {
  SyntheticExperimentName,
  SyntheticOffer,
  SyntheticRequest,
} from '../../protocol/experimentRun.ts';
import { formatDuration } from './format.ts';

export function experimentLabel(experiment: ExperimentName): string {
  switch (experiment) {
    case 'recovery':
      return l10n.t('Recovery');
    case 'resonance':
      return l10n.t('Resonance');
    case 'robustness':
      return l10n.t('Robustness');
    case 'consistency':
      return l10n.t('Consistency');
    case 'ladder':
      return l10n.t('Ladder');
    case 'compare':
      return l10n.t('Comparison');
    case 'monosemanticity':
      return l10n.t('Monosemanticity');
    case 'splice':
      return l10n.t('Splice');
    default:
      return experiment satisfies never;
  }
}

/** One line, for the quick pick. */
export function experimentDetail(experiment: SyntheticExperimentName): string {
  switch (experiment) {
    case 'recovery':
      return l10n.t('Which algorithms find the true features, beside the paper’s table');
    case 'resonance':
      return l10n.t('Recovery over target frequency and width, with the band that the theory predicts');
    case 'robustness':
      return l10n.t(
        'Recovery and loss over learning rate and sparsity, the same tuning budget for each algorithm',
      );
    case 'consistency':
      return l10n.t('How alike the features of different starts on the same data are');
    case 'ladder':
      return l10n.t('What each part of Group Bias Adaptation adds, on data of unequal frequencies');
    default:
      return experiment satisfies never;
  }
}

/** `seeds 100 to 104`. */
export function seedWords({ seed, seeds }: Pick<SyntheticRequest, 'seed' | 'seeds'>): string {
  return seeds === 1 ? l10n.t('seed {0}', seed) : l10n.t('seeds {0} to {1}', seed, seed + seeds - 1);
}

/** In proportion to the offer's own seeds; no estimate where options change the sizes. */
export function estimateWords({ request, seconds }: SyntheticOffer, wanted: SyntheticRequest): string {
  const changed = Object.keys(wanted.options ?? {}).length > 0;
  if (seconds === null || changed) return l10n.t('time unknown');
  return l10n.t('about {0}', formatDuration((seconds * wanted.seeds) / request.seeds));
}

/** A whole number within the limits, or what is wrong with it. */
export function parseWhole(text: string, least: number, most: number): number | string {
  const value = /^\d+$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
  return Number.isSafeInteger(value) && value >= least && value <= most
    ? value
    : l10n.t('Write a whole number from {0} to {1}.', least, most);
}
