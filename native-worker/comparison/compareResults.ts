/**
 * results.json of a comparison, for other tools: its schema is published as docs/schemas/compare.schema.json (`npm run schemas`), and its
 * TypeScript type is inferred from the same source. `version` rises when a field changes its meaning or goes.
 */
import { z } from 'zod';
import type { ConsistencyReport } from '../sae/metrics/consistency.ts';
import { armSchema } from './arm.ts';
import { armResultSchema, measuredSchema } from './armResult.ts';
import { comparisonKinds } from './compareSettings.ts';

const share = z.number().min(0).max(1);
const spread = z
  .strictObject({ mean: z.number(), least: z.number(), most: z.number() })
  .meta({ id: 'Spread' });
const cosines = z.strictObject({ mean: spread, sharesAbove: z.array(spread) }).meta({ id: 'Cosines' });
const nullCosines = z.strictObject({ raw: cosines, matched: cosines }).meta({ id: 'NullCosines' });
const diversity = measuredSchema.shape.diversity;

const consistencySchema = z
  .strictObject({
    runs: z.int(),
    orderedPairs: z.int(),
    /** Of `sharesAbove`, in order. */
    thresholds: z.array(z.number()),
    raw: cosines,
    matched: cosines.extend({ method: z.enum(['assignment', 'greedy']) }),
    nulls: z.strictObject({ sphere: nullCosines, covariance: nullCosines }),
    selections: z.array(cosines.extend({ by: z.enum(['max activation', 'Z']), share, features: spread })),
    diversity: z.array(diversity),
  })
  .meta({ id: 'Consistency' }) satisfies z.ZodType<ConsistencyReport>;

const perSeed = z.array(z.number().nullable());

export const compareResultsSchema = z
  .strictObject({
    version: z.literal(1),
    kind: z.enum(comparisonKinds),
    command: z.string(),
    createdAt: z.iso.datetime(),
    monosema: z.string(),
    activations: z.strictObject({
      key: z.string(),
      modelName: z.string(),
      modelHash: z.string(),
      hookPoint: z.string(),
      corpus: z.string(),
      contextSize: z.int(),
      dIn: z.int(),
      trainTokens: z.int(),
      heldOutTokens: z.int(),
      masked: z.record(z.string(), z.int()),
    }),
    settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    /** Every SAE that was trained, tuning runs among them. */
    arms: z.array(
      z.strictObject({
        ...armSchema.shape,
        ...armResultSchema.pick({ key: true, steps: true, measured: true, device: true, seconds: true })
          .shape,
      }),
    ),
    tuning: z.array(
      z.strictObject({
        label: z.string(),
        runs: z.int(),
        matchedL0: z.array(z.number()),
        rates: z.array(
          z.strictObject({
            learningRate: z.number(),
            l0: z.array(z.number()),
            score: z.number().nullable(),
            chosen: z.boolean(),
          }),
        ),
        learningRate: z.number(),
        note: z.string().nullable(),
      }),
    ),
    /** Read at matched L0 by interpolation in log L0; null outside of a run's points. */
    matched: z.array(
      z.strictObject({
        label: z.string(),
        seed: z.int(),
        at: z.array(
          z.strictObject({
            l0: z.number(),
            explainedVariance: z.number().nullable(),
            nmse: z.number().nullable(),
          }),
        ),
      }),
    ),
    /** Between the seeds of each point; empty with a single seed. */
    consistency: z.array(
      z.strictObject({
        label: z.string(),
        point: z.int(),
        all: consistencySchema,
        firing: consistencySchema.nullable(),
      }),
    ),
    /** Each rung against GBA at the same L0; null for other kinds. */
    ladder: z
      .array(
        z.strictObject({
          label: z.string(),
          learningRate: z.number(),
          steps: z.int(),
          explainedVariance: perSeed,
          distinct: z.number().nullable(),
          matched: z.number().nullable(),
        }),
      )
      .nullable(),
    /** Each output scale at the matched L0; null for other kinds. */
    scale: z
      .array(
        z.strictObject({
          scale: z.number(),
          nmse: perSeed,
          explainedVariance: perSeed,
          twinShare: perSeed,
          distinct: perSeed,
          candidate: z.boolean(),
          picked: z.boolean(),
        }),
      )
      .nullable(),
    seconds: z.number(),
  })
  .meta({
    $id: 'https://monosema.dev/schemas/compare.schema.json',
    title: 'Results of monosema compare',
  });

export type CompareResults = z.infer<typeof compareResultsSchema>;

/** The published JSON Schema. */
export function compareResultsJsonSchema(): object {
  return z.toJSONSchema(compareResultsSchema, { io: 'output' });
}
