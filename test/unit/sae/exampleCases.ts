/** The deployed form of each algorithm, under both normalisations, whose exports are checked against SAELens. */
import type { SaelensArchitecture } from '../../../native-worker/sae/formats/saelensFold.ts';
import type { Normaliser } from '../../../native-worker/sae/normalisation.ts';
import type { SaeParameters } from '../../../native-worker/sae/saeParameters.ts';

export interface ExampleForm {
  /** As in run.json. */
  algorithm: string;
  activation: SaeParameters['activation'];
  tied: boolean;
  /** `unit` rows, or `free` ones of uneven length. */
  decoderRows: 'unit' | 'free';
  /** Range of b. */
  biases: readonly [number, number];
  /** Range of the cuts, above 0. */
  cuts: readonly [number, number];
  k: number | null;
  /** What SAELens calls the exported form. */
  architecture: SaelensArchitecture;
}

const gba: ExampleForm = {
  algorithm: 'gba',
  activation: 'jumprelu',
  tied: true,
  decoderRows: 'unit',
  biases: [-0.3, 0],
  cuts: [0, 0],
  k: null,
  architecture: 'jumprelu',
};
const rival: ExampleForm = { ...gba, activation: 'relu', tied: false, biases: [-0.2, 0.1] };
const batchtopk: ExampleForm = { ...rival, algorithm: 'batchtopk', cuts: [0.15, 0.15] };

export const exampleForms: Readonly<Record<string, ExampleForm>> = {
  gba,
  'gba-relu': { ...gba, activation: 'relu', architecture: 'standard' },
  'gba-polished': { ...gba, tied: false },
  topk: { ...rival, algorithm: 'topk', k: 2, architecture: 'topk' },
  'topk-tied': { ...gba, algorithm: 'topk', biases: [0, 0], k: 2, architecture: 'topk' },
  batchtopk,
  matryoshka: { ...batchtopk, algorithm: 'matryoshka' },
  l1: { ...rival, algorithm: 'l1', decoderRows: 'free', architecture: 'standard' },
  jumprelu: { ...rival, algorithm: 'jumprelu', decoderRows: 'free', cuts: [0.02, 0.3] },
};

const normalisers: readonly Normaliser[] = [{ kind: 'token' }, { kind: 'dataset', factor: 0.4 }];

export const exampleCases: readonly { name: string; form: ExampleForm; normaliser: Normaliser }[] =
  Object.entries(exampleForms).flatMap(([name, form]) =>
    normalisers.map((normaliser) => ({ name: `${name}-${normaliser.kind}`, form, normaliser })),
  );
