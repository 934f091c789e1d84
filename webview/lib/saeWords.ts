/** Words for an SAE's size and algorithm. */
import type { RunSummary } from '../../protocol/run.ts';
import type { AlgorithmConfig, AlgorithmName, SaeConfig } from '../../protocol/training.ts';
import { formatCount, formatNumber } from './format.ts';
import { t } from './localise.ts';

/** The field's names, the same in every language. */
const NAMES: Readonly<Record<AlgorithmName, string>> = {
  gba: 'GBA',
  topk: 'TopK',
  batchtopk: 'BatchTopK',
  matryoshka: 'Matryoshka',
  l1: 'L1',
  jumprelu: 'JumpReLU',
};

/** Of an SAE made elsewhere, what its library calls it: nothing was trained here. */
export function runSaeWords({ request, imported }: Pick<RunSummary, 'request' | 'imported'>): string {
  return imported
    ? t('{0} features, {1}', formatCount(request.sae.dSae), imported.kind)
    : saeWords(request.sae);
}

export function saeWords({ dSae, algorithm }: SaeConfig): string {
  const features = formatCount(dSae);
  if (algorithm.algorithm === 'gba')
    return algorithm.groups === 1
      ? t('{0} features, BA (one group)', features)
      : t('{0} features in {1} groups', features, algorithm.groups);
  const words = t('{0} features, {1}', features, NAMES[algorithm.algorithm]);
  const knob = sparsityWords(algorithm);
  return knob === '' ? words : `${words}, ${knob}`;
}

/** Several groups, each with a target of its own; of other algorithms every feature is in group 0. */
export function hasFeatureGroups({ algorithm }: SaeConfig): boolean {
  return algorithm.algorithm === 'gba' && algorithm.groups > 1;
}

/** The number that decides how sparse codes get; empty for GBA, whose groups have a table of their own. */
export function sparsityWords(config: AlgorithmConfig): string {
  switch (config.algorithm) {
    case 'gba':
      return '';
    case 'topk':
    case 'batchtopk':
    case 'matryoshka':
      return `k = ${formatCount(config.k)}`;
    case 'l1':
      return `λ = ${shortNumber(config.l1Coefficient)}`;
    case 'jumprelu':
      return `λ = ${shortNumber(config.sparsityCoefficient)}`;
    default:
      return config satisfies never;
  }
}

function shortNumber(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-4 ? formatNumber(value) : String(Number(value.toPrecision(3)));
}
