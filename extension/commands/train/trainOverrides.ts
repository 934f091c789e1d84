/** The setting `monosema.training.overrides`: single numbers of a preset, replaced. Keys and ranges as in package.json. */
import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { EngineError } from '../../../link/engineError.ts';
import type { TrainRequest } from '../../../protocol/training.ts';

const count = z.number().int().positive();
const share = z.number().gt(0).lte(1);

const overridesSchema = z.strictObject({
  contextSize: count.optional(),
  checkpointEverySteps: count.optional(),
  dSae: count.optional(),
  batchTokens: count.optional(),
  trainingTokens: count.optional(),
  learningRate: z.number().positive().optional(),
  seed: z.number().int().nonnegative().optional(),
  groups: count.optional(),
  highestTargetFrequency: share.optional(),
  lowestTargetFrequency: share.optional(),
  adaptEverySteps: count.optional(),
  outputScale: z.number().positive().optional(),
  finalOutputScale: z.number().positive().optional(),
});

/** Names of the settings, for the test that compares them with package.json. */
export const OVERRIDE_KEYS = Object.keys(overridesSchema.shape);

export interface Overridden {
  request: TrainRequest;
  /** What was replaced, as `dSae = 4096`; empty where nothing was. */
  replaced: string[];
}

/** Sizes that presets derive other numbers from, warm-ups and windows: the engine has to know them beforehand. */
export interface PresetSizes {
  dSae?: number;
  batchTokens?: number;
  trainingTokens?: number;
}

/** @throws EngineError as `applyOverrides` */
export function presetSizes(setting: unknown): PresetSizes {
  const { dSae, batchTokens, trainingTokens } = parse(setting);
  return given({ dSae, batchTokens, trainingTokens });
}

/** Whether an estimate made with `presetSizes` leaves out something that the setting changes. */
export function changesEstimate(setting: unknown): boolean {
  const { contextSize, checkpointEverySteps } = parse(setting);
  return contextSize !== undefined || checkpointEverySteps !== undefined;
}

/** @throws EngineError `invalidRequest` naming the first key of the setting that is wrong. */
export function applyOverrides(request: TrainRequest, setting: unknown): Overridden {
  const {
    contextSize,
    checkpointEverySteps,
    dSae,
    batchTokens,
    trainingTokens,
    learningRate,
    seed,
    ...algorithm
  } = parse(setting);
  // The setting may name fields of another algorithm than the one chosen; `replaced` tells which of them counted.
  const ofAlgorithm = Object.fromEntries(
    Object.entries(given(algorithm)).filter(([key]) => key in request.sae.algorithm),
  );
  const run = { contextSize, checkpointEverySteps };
  const sae = { dSae, batchTokens, trainingTokens, learningRate, seed };
  return {
    request: {
      ...request,
      ...given(run),
      sae: {
        ...request.sae,
        ...given(sae),
        algorithm: { ...request.sae.algorithm, ...ofAlgorithm },
      },
    },
    replaced: Object.entries({ ...given(run), ...given(sae), ...ofAlgorithm }).map(
      ([key, value]) => `${key} = ${String(value)}`,
    ),
  };
}

function parse(setting: unknown): z.infer<typeof overridesSchema> {
  const parsed = overridesSchema.safeParse(setting ?? {});
  if (!parsed.success) throw badSetting(parsed.error);
  return parsed.data;
}

function given<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}

function badSetting(error: z.ZodError): EngineError {
  const issue = error.issues[0];
  const key = ['monosema.training.overrides', ...(issue?.path ?? [])].join('.');
  return new EngineError(
    'invalidRequest',
    l10n.t(
      'The setting {0} is wrong: {1}. Correct it in the settings, then try again.',
      key,
      issue?.message ?? '',
    ),
  );
}
