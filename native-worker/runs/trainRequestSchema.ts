/** TrainRequest as it comes from outside (links, run.json, the command line): parsed, with ranges. */
import { z } from 'zod';
import type { CorpusSpec } from '../../protocol/corpus.ts';
import type { TrainRequest } from '../../protocol/training.ts';

const share = z.number().gt(0).lt(1);
const device = z.enum(['auto', 'webgpu', 'cuda', 'cpu']);

export const corpusSpecSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('starter') }),
  z.strictObject({
    kind: z.literal('folder'),
    path: z.string().min(1),
    include: z.array(z.string()).exactOptional(),
    exclude: z.array(z.string()).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('files'),
    paths: z.array(z.string().min(1)).min(1),
    textColumn: z.string().exactOptional(),
  }),
]) satisfies z.ZodType<CorpusSpec>;

const gbaSchema = z.strictObject({
  algorithm: z.literal('gba'),
  preset: z.enum(['recommended', 'paper']),
  groups: z.int().min(1).max(1_000),
  highestTargetFrequency: share,
  lowestTargetFrequency: share,
  adaptEverySteps: z.int().min(1),
  // Runs from before these fields had these values.
  adaptation: z.enum(['published', 'requantile']).default('published'),
  polishSteps: z.int().min(0).default(0),
  biasStepDown: z.number().min(0).max(1),
  biasStepUp: z.number().min(0).max(1),
  activation: z.enum(['jumprelu', 'relu']),
  outputScale: z.number().gt(0),
  finalOutputScale: z.number().gt(0),
  trainOutputScale: z.boolean(),
  initialBias: z.enum(['quantile', 'zero']),
  preBias: z.enum(['mean', 'zero', 'decoder', 'trained']),
  normalisation: z.enum(['token', 'dataset']),
  refit: z.boolean(),
});

export const trainRequestSchema = z
  .strictObject({
    modelFolder: z.string().min(1),
    hookPoint: z.string().min(1),
    corpus: corpusSpecSchema,
    contextSize: z.int().min(3).max(65_535),
    sae: z.strictObject({
      dSae: z.int().min(1).max(1_048_576),
      batchTokens: z.int().min(1).max(1_048_576),
      trainingTokens: z.int().min(1),
      learningRate: z.number().gt(0).max(1),
      finalLearningRateShare: z.number().min(0).max(1),
      seed: z.int().min(0).max(0xffff_ffff),
      algorithm: gbaSchema,
    }),
    llmDevice: device,
    saeDevice: z.enum(['auto', 'webgpu', 'cuda', 'cpu', 'reference']),
    checkpointEverySteps: z.int().min(1),
    name: z.string().min(1).max(200).exactOptional(),
  })
  .check((context) => {
    const { dSae, algorithm, batchTokens, trainingTokens } = context.value.sae;
    const complain = (message: string, ...place: string[]): void => {
      context.issues.push({ code: 'custom', message, path: ['sae', ...place], input: context.value });
    };
    if (algorithm.groups > dSae)
      complain(
        `${algorithm.groups} groups need at least as many features: ask for fewer groups or more features`,
        'dSae',
      );
    if (algorithm.lowestTargetFrequency > algorithm.highestTargetFrequency) {
      complain('must not be above highestTargetFrequency', 'algorithm', 'lowestTargetFrequency');
    }
    if (trainingTokens < batchTokens)
      complain(`must be at least one batch of ${batchTokens}`, 'trainingTokens');
  }) satisfies z.ZodType<TrainRequest>;

/** A request that cannot be: each line names the field and what is wrong with it. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly code = 'invalidRequest';
}

/** @throws InvalidRequestError listing every field that is wrong. */
export function parseTrainRequest(value: unknown): TrainRequest {
  const parsed = trainRequestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidRequestError(`The training request cannot be run:\n${z.prettifyError(parsed.error)}`);
}
