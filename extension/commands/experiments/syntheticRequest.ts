/** A request for a synthetic experiment as it comes from a webview, a task or the setting; parsed. Free of vscode. */
import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { EngineError } from '../../../link/engineError.ts';
import { SYNTHETIC_EXPERIMENTS, type SyntheticRequest } from '../../../protocol/experimentRun.ts';

const optionsSchema = z.record(z.string(), z.union([z.string(), z.number()]));

/** As VS Code keeps it with a panel. */
export const syntheticRequestSchema = z.object({
  experiment: z.enum(SYNTHETIC_EXPERIMENTS),
  seed: z.number().int().nonnegative(),
  seeds: z.number().int().positive(),
  options: optionsSchema.exactOptional(),
}) satisfies z.ZodType<SyntheticRequest>;

/** What a command was called with: a whole request, or null for anything else. */
export function requestOf(argument: unknown): SyntheticRequest | null {
  const parsed = syntheticRequestSchema.safeParse(argument);
  return parsed.success ? parsed.data : null;
}

/** The setting `monosema.experiments.options`. @throws EngineError `invalidRequest` */
export function experimentOptions(setting: unknown): NonNullable<SyntheticRequest['options']> {
  const parsed = optionsSchema.safeParse(setting ?? {});
  if (parsed.success) return parsed.data;
  throw new EngineError(
    'invalidRequest',
    l10n.t(
      'The setting {0} is wrong: its values have to be numbers or texts. Correct it in the settings, then try again.',
      'monosema.experiments.options',
    ),
  );
}
