/** What the preview tells of a run's evaluation, by scenario. */
import type { RunEvaluation, SpliceEvaluation } from '../../../protocol/evaluation.ts';

const result: SpliceEvaluation = {
  version: 1,
  measuredAt: '2026-11-22T18:40:03Z',
  program: '0.1.0',
  model: { name: 'SmolLM2-135M', hash: '0'.repeat(64) },
  hookPoint: 'blocks.13.hook_mlp_out',
  dSae: 4096,
  step: 3000,
  text: {
    documents: 212,
    rows: 198,
    replaced: 50_412,
    scored: 50_214,
    masked: { firstPosition: 198, outlierNorm: 3 },
    sources: ['held out by the run: 212 documents, 50412 tokens'],
    unseen: true,
  },
  cleanLoss: 2.614,
  replacedBy: {
    sae: { loss: 2.6612, divergence: 0.0523 },
    mean: { loss: 3.8842, divergence: 1.312 },
    zero: { loss: 4.214, divergence: 1.684 },
  },
  lossIncrease: { value: 0.0472, least: 0.0431, most: 0.0518 },
  lossRecovered: { value: 0.9628, least: 0.9581, most: 0.9667 },
  lossRecoveredFromZero: { value: 0.9705, least: 0.967, most: 0.9738 },
  divergenceScore: { value: 0.9601, least: 0.9557, most: 0.9638 },
  divergence: { value: 0.0523, least: 0.0488, most: 0.0561 },
  explainedVariance: 0.871,
  l0: 41.2,
  seconds: 74,
};

export const EVALUATION_SCENARIOS = ['evaluated', 'unevaluated', 'evaluating', 'evaluation-failed'];

/** @param scenario one of those; every other run was never evaluated */
export function sampleEvaluation(runId: string, scenario: string): RunEvaluation {
  const none: RunEvaluation = { runId, status: 'idle', fraction: 0, problem: null, result: null };
  switch (scenario) {
    case 'evaluated':
      return { ...none, result: { ...result, step: 2000 } };
    case 'evaluating':
      return { ...none, status: 'running', fraction: 0.43, result };
    case 'evaluation-failed':
      return {
        ...none,
        status: 'failed',
        problem:
          'The files of the run’s corpus have changed since, so that what it was trained on cannot be told any more. Put them back, or train a new run.',
      };
    default:
      return none;
  }
}
