/** An algorithm and its settings in a few words. */
import type { AlgorithmConfig, SaeConfig } from '../../protocol/training.ts';
import { targetL0 } from '../sae/algorithms/targetL0.ts';

/** For a column: name, and preset or knob. */
export function algorithmLabel(config: AlgorithmConfig): string {
  switch (config.algorithm) {
    case 'gba':
      return `${config.groups === 1 ? 'ba' : 'gba'}, ${config.preset}`;
    case 'topk':
      return `${config.tied ? 'tied topk' : 'topk'}, k ${config.k}`;
    case 'batchtopk':
    case 'matryoshka':
      return `${config.algorithm}, k ${config.k}`;
    case 'l1':
      return `l1, ${config.l1Coefficient}`;
    case 'jumprelu':
      return `jumprelu, ${config.penalty} ${config.sparsityCoefficient}`;
    default:
      return config satisfies never;
  }
}

/** Told before a run starts. */
export function algorithmWords({ algorithm, dSae }: SaeConfig): string {
  const label = algorithmLabel(algorithm);
  if (algorithm.algorithm !== 'gba') return label;
  const { groups } = algorithm;
  const targets = groups === 1 ? 'one target' : `${groups} groups with targets`;
  return `${label} settings, ${targets} for an L0 of ${targetL0(algorithm, dSae).toPrecision(3)}`;
}
