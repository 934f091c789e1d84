/** A pattern of tokenizer.json, which the package translates from Oniguruma's syntax to JavaScript's. */
import { UnsupportedTokenizerError } from './tokenizerErrors.ts';

/** @throws UnsupportedTokenizerError with the pattern, where JavaScript cannot run it */
export function compilePattern(compile: () => RegExp | null, source: unknown): RegExp {
  try {
    const pattern = compile();
    if (pattern !== null) return pattern;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UnsupportedTokenizerError('pattern', JSON.stringify(source), [
    'regular expressions that JavaScript can run',
  ]);
}
