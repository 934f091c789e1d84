/** A feature's direct logit effects in the terminal: the tokens that it raises beside those that it lowers. */
import type { LogitEffects, NoLogitEffects, TokenEffect } from '../../protocol/logitEffects.ts';
import { cut, oneLine, width } from './format.ts';

const ABSENT: Readonly<Record<NoLogitEffects, string>> = {
  width: 'none: the hook is not as wide as the residual stream',
  elsewhere: 'none: the hooked tensor is not known to be written into the residual stream',
  head: "none: the model's head is of a form that is not understood",
};

export function logitLines(effects: LogitEffects, columns: number): string[] {
  if (effects.kind === 'notIndexed') return [];
  const title = '\ndirect logit effects';
  if (effects.kind === 'none') return [`${title}: ${ABSENT[effects.reason]}`];
  const { raised, lowered, perNorm } = effects;
  const room = Math.max(12, Math.min(30, Math.floor((columns - 24) / 2)));
  const unit = perNorm ? ', of activation 1 on a token of norm 1' : ', of activation 1';
  return [
    `${title} (raised, lowered${unit})`,
    ...raised.map((each, i) => `${cell(each, room)}   ${cell(lowered[i], room).trimEnd()}`),
  ];
}

/** The token between the signs that mark one elsewhere, for its white space counts. */
function cell(effect: TokenEffect | undefined, room: number): string {
  if (effect === undefined) return '';
  const token = `⟦${cut(oneLine(effect.text), room - 2)}⟧`;
  return `${signed(effect.effect)}  ${token}${' '.repeat(Math.max(0, room - width(token)))}`;
}

const signed = (value: number): string =>
  `${value >= 0 ? '+' : '-'}${Math.abs(value).toFixed(3)}`.padStart(8);
