/** Examples of a feature in the order they are shown: top, then bands from the strongest to the weakest, then random. */
import type { FeatureExample } from '../../protocol/feature.ts';
import { formatNumber } from './format.ts';
import { t } from './localise.ts';

export interface ExampleGroup {
  id: string;
  title: string;
  /** Range of the peaks' activations. */
  range: string;
  examples: FeatureExample[];
}

export function peakActivation(example: FeatureExample): number {
  return example.activations[example.peak] ?? 0;
}

export function exampleGroups(examples: readonly FeatureExample[]): ExampleGroup[] {
  const bands = [
    ...new Set(examples.flatMap((e) => (e.kind === 'quantile' && e.band !== null ? [e.band] : []))),
  ];
  const lastBand = Math.max(...bands);
  const groups = [
    group(
      'top',
      t('Top activations'),
      examples.filter((e) => e.kind === 'top'),
    ),
    ...bands
      .sort((a, b) => b - a)
      .map((band) =>
        group(
          `band-${String(band)}`,
          t('Interval {0} of {1}', band + 1, lastBand + 1),
          examples.filter((e) => e.kind === 'quantile' && e.band === band),
        ),
      ),
    group(
      'random',
      t('Random'),
      examples.filter((e) => e.kind === 'random'),
    ),
  ];
  return groups.filter(({ examples: members }) => members.length > 0);
}

function group(id: string, title: string, members: FeatureExample[]): ExampleGroup {
  const sorted = [...members].sort((a, b) => peakActivation(b) - peakActivation(a));
  const [strongest, weakest] = [sorted[0], sorted.at(-1)];
  if (!strongest || !weakest) return { id, title, range: '', examples: [] };
  const [high, low] = [formatNumber(peakActivation(strongest)), formatNumber(peakActivation(weakest))];
  return { id, title, range: high === low ? high : t('{0} to {1}', low, high), examples: sorted };
}
