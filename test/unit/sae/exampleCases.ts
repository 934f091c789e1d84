/** The forms of SAE whose exports are checked against SAELens. */
import type { Normaliser } from '../../../native-worker/sae/normalisation.ts';

export const exampleCases: readonly {
  name: string;
  activation: 'jumprelu' | 'relu';
  normaliser: Normaliser;
}[] = [
  { name: 'jumprelu-token', activation: 'jumprelu', normaliser: { kind: 'token' } },
  { name: 'jumprelu-dataset', activation: 'jumprelu', normaliser: { kind: 'dataset', factor: 0.4 } },
  { name: 'relu-token', activation: 'relu', normaliser: { kind: 'token' } },
  { name: 'relu-dataset', activation: 'relu', normaliser: { kind: 'dataset', factor: 0.4 } },
];
