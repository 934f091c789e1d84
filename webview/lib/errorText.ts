/** What to show of something thrown. */
import { t } from './localise.ts';

export function errorText(error: unknown): string {
  if (error instanceof Error && error.message !== '') return error.message;
  return t(
    'Something went wrong without saying why: {0}. Run "Monosema: Show Log" for details.',
    String(error),
  );
}
