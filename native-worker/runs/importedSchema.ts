/** What run.json keeps of an SAE that was made elsewhere, and an ImportRequest as it comes from outside. */
import { z } from 'zod';
import { DEVICES } from '../../protocol/device.ts';
import type { ForeignOrigin, ImportedSae, ImportRequest, ImportSample } from '../../protocol/foreignSae.ts';
import { corpusSpecSchema, InvalidRequestError } from './trainRequestSchema.ts';

const count = z.int().min(0);

const originSchema = z.object({
  model: z.string().nullable(),
  hook: z.string().nullable(),
  contextSize: count.nullable(),
  dataset: z.string().nullable(),
}) satisfies z.ZodType<ForeignOrigin>;

const sampleSchema = z.object({
  tokens: count,
  explainedVariance: z.number(),
  l0: z.number(),
  dead: count,
}) satisfies z.ZodType<ImportSample>;

export const importedSchema = z.object({
  format: z.enum(['saelens', 'gemmaScope', 'llamaScope', 'dictionaryLearning', 'sparsify']),
  kind: z.string(),
  source: z.string(),
  k: z.int().min(1).nullable(),
  origin: originSchema,
  inputScale: z.number().gt(0).nullable(),
  sample: sampleSchema.nullable(),
  warnings: z.array(z.string()),
}) satisfies z.ZodType<ImportedSae>;

const importRequestSchema = z.strictObject({
  path: z.string().min(1),
  modelFolder: z.string().min(1),
  hookPoint: z.string().min(1),
  corpus: corpusSpecSchema,
  contextSize: z.int().min(3).max(65_535),
  tokens: z.int().min(1),
  llmDevice: z.enum(DEVICES),
  name: z.string().min(1).max(200).exactOptional(),
}) satisfies z.ZodType<ImportRequest>;

/** @throws InvalidRequestError listing every field that is wrong. */
export function parseImportRequest(value: unknown): ImportRequest {
  const parsed = importRequestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidRequestError(`The SAE cannot be imported:\n${z.prettifyError(parsed.error)}`);
}
