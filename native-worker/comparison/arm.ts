/** One SAE of a comparison: what is trained, under which name it is shown, and the key under which its result is kept. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { algorithmSchema } from '../sae/algorithms/algorithmSchema.ts';

/** Raised when training or measuring changes in a way that makes older results another thing. */
const ARM_VERSION = 1;

export const saeConfigSchema = z
  .strictObject({
    dSae: z.int().min(1),
    batchTokens: z.int().min(1),
    trainingTokens: z.int().min(1),
    learningRate: z.number().gt(0),
    finalLearningRateShare: z.number().min(0).max(1),
    seed: z.int().min(0),
    algorithm: algorithmSchema,
  })
  .meta({ id: 'SaeConfig' });

export const armSchema = z.strictObject({
  purpose: z.enum(['tuning', 'point', 'ladder', 'scale']),
  /** The line or rung it belongs to: `gba`, `topk tied`. */
  label: z.string(),
  /** What sets its sparsity: `L0` for k and for scaled target frequencies, `l1Coefficient`, `sparsityCoefficient`. */
  knob: z.strictObject({ name: z.string(), value: z.number() }),
  /** Place among the points of its label, 0 for the sparsest. */
  point: z.int().min(0),
  sae: saeConfigSchema,
});

export type Arm = z.infer<typeof armSchema>;

/** What the activations were that it is trained and measured on. */
export interface ArmData {
  cacheKey: string;
  heldOutRows: number;
}

/** 32 hex digits over what decides its result: names and purposes do not count, so that arms of two tables can be one SAE. */
export function armKey({ sae }: Pick<Arm, 'sae'>, { cacheKey, heldOutRows }: ArmData): string {
  const fields = { version: ARM_VERSION, cacheKey, heldOutRows, sae: saeConfigSchema.parse(sae) };
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 32);
}

/** "gba, L0 20, learning rate 0.016, seed 2". */
export function armName({ label, knob, sae }: Arm): string {
  const round = (value: number): string => String(Number(value.toPrecision(3)));
  return `${label}, ${knob.name} ${round(knob.value)}, learning rate ${round(sae.learningRate)}, seed ${sae.seed}`;
}
