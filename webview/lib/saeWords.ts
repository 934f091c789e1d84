/** Words for an SAE's size and algorithm. */
import type { AlgorithmName, SaeConfig } from '../../protocol/training.ts';
import { formatCount } from './format.ts';
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

export function saeWords({ dSae, algorithm }: SaeConfig): string {
  return algorithm.algorithm === 'gba'
    ? t('{0} features in {1} groups', formatCount(dSae), algorithm.groups)
    : t('{0} features, {1}', formatCount(dSae), NAMES[algorithm.algorithm]);
}
