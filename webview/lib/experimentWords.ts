/** An experiment in words. */
import type { ExperimentName } from '../../protocol/experiment.ts';
import type { SyntheticRequest } from '../../protocol/experimentRun.ts';
import { t } from './localise.ts';

export function experimentWord(experiment: ExperimentName): string {
  switch (experiment) {
    case 'recovery':
      return t('Recovery');
    case 'resonance':
      return t('Resonance');
    case 'robustness':
      return t('Robustness');
    case 'consistency':
      return t('Consistency');
    case 'ladder':
      return t('Ladder');
    case 'compare':
      return t('Comparison');
    case 'monosemanticity':
      return t('Monosemanticity');
    case 'splice':
      return t('Splice');
    default:
      return experiment satisfies never;
  }
}

/** `seeds 100 to 104 · steps = 50`. */
export function requestWords({ seed, seeds, options }: SyntheticRequest): string {
  const drawn = seeds === 1 ? t('seed {0}', seed) : t('seeds {0} to {1}', seed, seed + seeds - 1);
  const replaced = Object.entries(options ?? {}).map(([name, value]) => `${name} = ${String(value)}`);
  return [drawn, ...replaced].join(' · ');
}
