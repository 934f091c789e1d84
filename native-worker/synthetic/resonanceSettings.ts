/** What the resonance experiment is asked to do: forms of adaptation, target frequencies in multiples of f, widths. */
import { checkSettings, learningRateFor } from './settings.ts';
import type { SyntheticSettings } from './settings.ts';
import type { Arm } from './sweep.ts';
import { meanActive, SyntheticSpecError } from './syntheticSpec.ts';

export const resonanceForms = ['published', 'requantile', 'ba-theory'] as const;
export type ResonanceForm = (typeof resonanceForms)[number];

export interface ResonanceSettings extends SyntheticSettings {
  forms: ResonanceForm[];
  /** p / f. */
  ratios: number[];
  /** d of each row of the map; `data.dIn` is not used. */
  widths: number[];
  /** T of ba-theory, and the rows of each of its steps. */
  theorySteps: number;
  theoryRows: number;
}

export interface ResonanceCell extends Arm {
  form: ResonanceForm;
  ratio: number;
  width: number;
}

export function resonanceDefaults(): ResonanceSettings {
  return {
    seed: 100,
    seeds: 1,
    data: {
      features: 512,
      dIn: 45,
      sparsity: { kind: 'exact', active: 3 },
      magnitudes: 'constant',
      zipfExponent: 0,
      dictionary: 'gaussian',
      noise: 0,
    },
    dSae: 1024,
    steps: 200,
    batchTokens: 512,
    heldOutRows: 2048,
    learningRate: learningRateFor(42),
    forms: [...resonanceForms],
    ratios: [0.1, 0.3, 1, 2, 4.5, 8, 16],
    widths: [24, 45, 96],
    theorySteps: 6,
    theoryRows: 8192,
  };
}

/** @throws SyntheticSpecError */
export function checkResonance(settings: ResonanceSettings): void {
  const { widths, ratios, forms, data, theorySteps, theoryRows } = settings;
  if (widths.length === 0 || ratios.length === 0 || forms.length === 0)
    throw new SyntheticSpecError('Resonance needs at least one width, one p / f and one form.');
  for (const dIn of widths) checkSettings({ ...settings, data: { ...data, dIn } });
  const f = meanActive(data.sparsity) / data.features;
  const wrong = ratios.find((ratio) => !(ratio > 0 && ratio * f < 1));
  if (wrong !== undefined)
    throw new SyntheticSpecError(
      `p = ${wrong} f is no frequency; f is ${f.toPrecision(3)} here, so p / f has to lie between 0 and ${(1 / f).toFixed(0)}.`,
    );
  if (!(
    Number.isSafeInteger(theorySteps) &&
    theorySteps > 0 &&
    Number.isSafeInteger(theoryRows) &&
    theoryRows > 0
  ))
    throw new SyntheticSpecError('The steps of ba-theory and their rows have to be whole numbers above 0.');
}
