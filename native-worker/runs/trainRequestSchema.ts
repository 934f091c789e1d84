/** TrainRequest as it comes from outside (links, run.json, the command line): parsed, with ranges. */
import { z } from 'zod';
import type { CorpusSpec } from '../../protocol/corpus.ts';
import { DEVICES, INT8 } from '../../protocol/device.ts';
import type { TrainRequest } from '../../protocol/training.ts';
import { algorithmSchema, contradictions } from '../sae/algorithms/algorithmSchema.ts';

const device = z.enum(DEVICES);

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
      algorithm: algorithmSchema,
    }),
    llmDevice: device,
    saeDevice: z.enum([...DEVICES, 'reference']),
    int8: z.enum(INT8).exactOptional(),
    checkpointEverySteps: z.int().min(1),
    name: z.string().min(1).max(200).exactOptional(),
    together: z
      .strictObject({ id: z.uuid(), hookPoints: z.array(z.string().min(1)).min(1).max(64) })
      .exactOptional(),
  })
  .check((context) => {
    const { dSae, algorithm, batchTokens, trainingTokens } = context.value.sae;
    const complain = (message: string, ...place: string[]): void => {
      context.issues.push({ code: 'custom', message, path: ['sae', ...place], input: context.value });
    };
    for (const { field, message } of contradictions(algorithm, dSae)) {
      complain(message, ...(field === null ? ['dSae'] : ['algorithm', field]));
    }
    if (trainingTokens < batchTokens)
      complain(`must be at least one batch of ${batchTokens}`, 'trainingTokens');
    const { together, hookPoint } = context.value;
    if (together && !together.hookPoints.includes(hookPoint)) {
      const message = `must name ${hookPoint} too`;
      context.issues.push({
        ...{ code: 'custom', message, path: ['together', 'hookPoints'], input: context.value },
      });
    }
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
