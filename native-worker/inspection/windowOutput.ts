/** One window through the model; its output is addressed by index in the selected tokens. */
import type { InspectionReader } from '../llm/languageModel.ts';
import type { ContextWindow } from './contextWindows.ts';
import { NonFiniteOutputError, OutputShapeError } from './errors.ts';
import { logSumExp } from './nextToken.ts';
import type { SelectedTokens } from './selectedTokens.ts';

export interface WindowOutput {
  /** Position in the model's row: 0 is BOS where there is one. */
  position: (token: number) => number;
  activation: (token: number) => Float32Array;
  logits: Float32Array;
  vocabulary: number;
  /** ln sum exp of the logits at a position, worked out once. @throws NonFiniteOutputError */
  normaliser: (position: number) => number;
}

/** @throws OutputShapeError and what the model throws */
export async function runWindow(
  { start, to }: ContextWindow,
  { ids }: SelectedTokens,
  bosId: number | null,
  reader: InspectionReader,
): Promise<WindowOutput> {
  const row = Int32Array.from([...(bosId === null ? [] : [bosId]), ...ids.subarray(start, to)]);
  const { activations, logits } = await reader.read(row);
  const width = perToken('activations', activations, row.length);
  const vocabulary = perToken('logits', logits, row.length);
  const offset = row.length - (to - start) - start;
  return {
    position: (token) => token + offset,
    activation: (token) => activations.subarray((token + offset) * width, (token + offset + 1) * width),
    logits,
    vocabulary,
    normaliser: cachedNormaliser(logits, vocabulary),
  };
}

function cachedNormaliser(logits: Float32Array, vocabulary: number): WindowOutput['normaliser'] {
  const known = new Map<number, number>();
  return (position) => {
    const found = known.get(position) ?? logSumExp(logits, position * vocabulary, vocabulary);
    if (!Number.isFinite(found)) throw new NonFiniteOutputError('logits', position);
    known.set(position, found);
    return found;
  };
}

function perToken(what: string, array: Float32Array, tokens: number): number {
  const size = array.length / tokens;
  if (!Number.isInteger(size) || size === 0) throw new OutputShapeError(what, array.length, tokens);
  return size;
}
