/**
 * What each synthetic experiment does unless asked otherwise, and about how long that takes. The seeds stand here again, and a test
 * compares them: the experiments' own modules load onnxruntime, which this process must not.
 */
import {
  SYNTHETIC_EXPERIMENTS,
  type SyntheticExperimentName,
  type SyntheticOffer,
} from '../../protocol/experimentRun.ts';

/**
 * Core-seconds of the defaults: processor time of `monosema synthetic <name> --jobs 2` with one seed (consistency: two) on a busy machine of two
 * cores, times the seeds; half of resonance was measured.
 */
const DEFAULTS: Readonly<
  Record<SyntheticExperimentName, { seed: number; seeds: number; coreSeconds: number }>
> = {
  recovery: { seed: 100, seeds: 5, coreSeconds: 190 },
  resonance: { seed: 100, seeds: 1, coreSeconds: 265 },
  robustness: { seed: 110, seeds: 2, coreSeconds: 225 },
  consistency: { seed: 120, seeds: 4, coreSeconds: 55 },
  ladder: { seed: 130, seeds: 5, coreSeconds: 440 },
};

/** @param jobs processes that share the work */
export function syntheticOffers(jobs: number): SyntheticOffer[] {
  return SYNTHETIC_EXPERIMENTS.map((experiment) => {
    const { seed, seeds, coreSeconds } = DEFAULTS[experiment];
    return { request: { experiment, seed, seeds }, seconds: coreSeconds / jobs };
  });
}
