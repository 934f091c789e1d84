/** The synthetic experiments by name: defaults and what runs them. */
import { consistencyDefaults, consistencyExperiment } from './consistencyExperiment.ts';
import { ladderDefaults, ladderExperiment } from './ladderExperiment.ts';
import { recoveryDefaults, recoveryExperiment } from './recoveryExperiment.ts';
import { resonanceExperiment } from './resonanceExperiment.ts';
import { resonanceDefaults } from './resonanceSettings.ts';
import { robustnessDefaults, robustnessExperiment } from './robustnessExperiment.ts';

export const syntheticExperiments = {
  recovery: { defaults: recoveryDefaults, run: recoveryExperiment },
  resonance: { defaults: resonanceDefaults, run: resonanceExperiment },
  robustness: { defaults: robustnessDefaults, run: robustnessExperiment },
  consistency: { defaults: consistencyDefaults, run: consistencyExperiment },
  ladder: { defaults: ladderDefaults, run: ladderExperiment },
} as const;

export type SyntheticName = keyof typeof syntheticExperiments;
export const syntheticNames = Object.keys(syntheticExperiments) as SyntheticName[];
