/** What is measured of one trained SAE, all of it on the same held-out tokens and in the form in which it is deployed. */
import { z } from 'zod';
import { saeConfigSchema } from './arm.ts';

const share = z.number().min(0).max(1);
const count = z.int().min(0);

const targetSchema = z
  .strictObject({
    target: z.number(),
    realised: z.number(),
    aboveCap: share,
    clearlyAboveCap: share,
  })
  .meta({ id: 'TargetReport' });

const diversitySchema = z
  .strictObject({
    features: count,
    distinct: count,
    distinctShare: share,
    twins: count,
    twinShare: share,
    twinClusters: count,
    largestCluster: count,
    zeroRows: count,
    threshold: z.number(),
  })
  .meta({ id: 'Diversity' });

const summarySchema = z.strictObject({ median: z.number(), most: z.number() }).meta({ id: 'Summary' });

export const measuredSchema = z
  .strictObject({
    /** Unmasked held-out tokens. */
    heldOutTokens: count,
    explainedVariance: z.number(),
    nmse: z.number(),
    cosine: z.number(),
    l2Ratio: z.number(),
    relativeReconstructionBias: z.number().nullable(),
    l0: z.number(),
    /** L0 / dSae. */
    activeFraction: share,
    /** Share of pairs (token, feature) with y > 0 before any selection: the paper's pre-activation version for TopK. */
    activeFractionBeforeSelection: share.nullable(),
    /** Features without a firing on `tokens`: the held-out ones and those of the refit. */
    dead: z.strictObject({
      verdict: z.enum(['dead', 'not seen']),
      features: count,
      share,
      tokens: count,
      windowTokens: z.number(),
    }),
    /** Of all decoder rows. */
    diversity: diversitySchema,
    /** Of the decoder rows of features that fired; null when none did. */
    firing: diversitySchema.nullable(),
    /** Target against realised frequency; null for algorithms without targets. */
    targets: z
      .strictObject({
        all: targetSchema,
        groups: z.array(targetSchema.extend({ features: count }).nullable()),
      })
      .nullable(),
    maxActivation: summarySchema,
    z: summarySchema,
  })
  .meta({ id: 'Measured' });

export const armResultSchema = z.strictObject({
  key: z.string(),
  sae: saeConfigSchema,
  steps: count,
  /** Null where training diverged: its weights are no numbers any more. */
  measured: measuredSchema.nullable(),
  device: z.string(),
  seconds: z.strictObject({ train: z.number(), finish: z.number(), evaluate: z.number() }),
});

export type Measured = z.infer<typeof measuredSchema>;
export type ArmResult = z.infer<typeof armResultSchema>;
