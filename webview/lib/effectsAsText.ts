/** Direct logit effects for the clipboard: a line a token, its text as a JSON string so that white space survives. */
import type { TokenEffect } from '../../protocol/logitEffects.ts';

export function effectsAsText(raised: readonly TokenEffect[], lowered: readonly TokenEffect[]): string {
  const lines = [...raised, ...lowered].map(
    ({ token, text, effect }) => `${effect.toFixed(6)}\t${token}\t${JSON.stringify(text)}`,
  );
  return `effect\ttoken\ttext\n${lines.join('\n')}\n`;
}
