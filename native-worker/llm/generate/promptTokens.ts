/** A prompt as the model takes it: BOS where the model has one, as in training, then the end of the text that leaves room to write. */
import type { Tokenizer } from '../alignedTokens.ts';

export class EmptyPromptError extends Error {
  constructor() {
    super('The prompt is empty, and the model has no token that begins a text. Write a word.');
    this.name = 'EmptyPromptError';
  }
}

/**
 * At most half of the context is kept free for what is to be written; a longer prompt loses its beginning, and the warning says how much.
 * @throws EmptyPromptError
 */
export function cutPrompt(
  tokenizer: Pick<Tokenizer, 'encode' | 'bosId'>,
  text: string,
  maxContext: number,
  maxTokens: number,
): { ids: number[]; warnings: string[] } {
  const bos = tokenizer.bosId === null ? [] : [tokenizer.bosId];
  const ids = [...tokenizer.encode(text).ids];
  const room = maxContext - Math.min(maxTokens, Math.floor(maxContext / 2)) - bos.length;
  const left = Math.max(0, ids.length - room);
  if (bos.length + ids.length === 0) throw new EmptyPromptError();
  const warning =
    `The first ${left} tokens of the prompt were left out: the model takes ${maxContext} tokens in all, ` +
    `and ${Math.min(maxTokens, Math.floor(maxContext / 2))} of them were kept for the new text.`;
  return { ids: [...bos, ...ids.slice(left)], warnings: left > 0 ? [warning] : [] };
}
