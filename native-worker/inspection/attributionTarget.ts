/** The token asked about and the row of tokens after which it is predicted. */
import type { AttributionRequest, AttributionResult } from '../../protocol/attribution.ts';
import type { Tokenizer } from '../llm/alignedTokens.ts';
import type { SplicedModel } from '../llm/splicedModel.ts';
import { NothingBeforeError, TokenNotFoundError } from './errors.ts';
import { largestFirst } from './nextToken.ts';
import { selectTokens, type SelectedTokens } from './selectedTokens.ts';

export interface AttributionTarget {
  /** Ids up to the position that predicts the target, BOS first where the model has one. */
  row: Int32Array;
  target: AttributionResult['target'];
  after: AttributionResult['after'];
  warnings: string[];
}

type Question = Pick<AttributionRequest, 'text' | 'token' | 'asked'>;

/**
 * Where several tokens share the range (parts of one character), `this` is the first of them and `next` follows the last.
 * @throws TokenNotFoundError, NothingBeforeError
 */
export async function findTarget(
  { text, token, asked }: Question,
  tokenizer: Tokenizer,
  contextSize: number,
  spliced: Pick<SplicedModel, 'begin' | 'finish' | 'vocabularySize'>,
): Promise<AttributionTarget> {
  const selected = selectTokens(text, token, tokenizer, {
    contextTokens: contextSize,
    maxTokens: contextSize,
  });
  const { ids, first, last, warnings } = selected;
  if (first >= last || token.end <= token.start) throw new TokenNotFoundError(token.start, token.end);
  const end = asked.kind === 'this' ? first : last;
  const row = rowBefore(ids, end, tokenizer.bosId, contextSize);
  if (row.length === 0) throw new NothingBeforeError();
  const after = placeOf(selected, end - 1, row, text, tokenizer);
  const id = asked.kind === 'this' ? (ids[first] ?? 0) : (asked.id ?? (await likeliestAfter(row, spliced)));
  if (!Number.isInteger(id) || id < 0 || id >= spliced.vocabularySize)
    throw new TokenNotFoundError(token.start, token.end, id);
  return { row, target: { id, text: tokenizer.tokenText(id) }, after, warnings };
}

function rowBefore(ids: Int32Array, end: number, bosId: number | null, contextSize: number): Int32Array {
  const capacity = contextSize - (bosId === null ? 0 : 1);
  const before = ids.subarray(Math.max(0, end - capacity), end);
  return bosId === null ? before.slice() : Int32Array.from([bosId, ...before]);
}

function placeOf(
  { starts, ends }: SelectedTokens,
  index: number,
  row: Int32Array,
  text: string,
  tokenizer: Tokenizer,
): AttributionResult['after'] {
  const id = row[row.length - 1] ?? 0;
  const [start, end] = index < 0 ? [-1, -1] : [starts[index] ?? -1, ends[index] ?? -1];
  const range = start < 0 ? null : { start, end };
  return { id, text: range === null ? tokenizer.tokenText(id) : text.slice(start, end), range };
}

async function likeliestAfter(
  row: Int32Array,
  spliced: Pick<SplicedModel, 'begin' | 'finish' | 'vocabularySize'>,
): Promise<number> {
  const batch = { rows: 1, length: row.length, tokens: row, lengths: Int32Array.of(row.length) };
  const begun = await spliced.begin(batch);
  const { logits } = await spliced.finish(begun, begun.activations, { logits: true });
  const vocabulary = spliced.vocabularySize;
  const offset = (row.length - 1) * vocabulary;
  const [best = 0] = largestFirst(vocabulary, 1, (id) => logits?.[offset + id] ?? -Infinity);
  return best;
}
