/**
 * Runs a selection through the model, window by window: per token norm, loss, predictions, strongest dimensions, and codes where there
 * is an SAE. Runs where the model is; ranking needs only what it returns.
 */
import type { InspectedToken, InspectRequest } from '../../protocol/inspection.ts';
import type { MaskReason } from '../activations/activationBatch.ts';
import type { SparseCodes } from '../compute/backend.ts';
import type { Tokenizer } from '../llm/alignedTokens.ts';
import type { InspectionReader } from '../llm/languageModel.ts';
import { contextWindows } from './contextWindows.ts';
import { NonFiniteOutputError } from './errors.ts';
import { largestFirst, likeliest } from './nextToken.ts';
import { resolveSelection } from './resolveSelection.ts';
import { type SelectedTokens, selectTokens } from './selectedTokens.ts';
import { runWindow, type WindowOutput } from './windowOutput.ts';

export interface InspectionModel {
  tokenizer: Tokenizer;
  reader: InspectionReader;
  /** Tokens a window, BOS included: the run's context, so that features see what training saw. */
  contextSize: number;
}

export interface InspectionSae {
  /** Codes of raw activations, shape [rows, dIn]: by the same SAE that made the index. */
  encode(activations: Float32Array): Promise<SparseCodes>;
  /** Tokens of a larger norm were masked in training: 10 times the run's median norm, raw units; Infinity where not known. */
  outlierNorm: number;
}

/** Codes of the tokens that are not masked; typed arrays, so that it crosses a link cheaply. */
export interface TokenCodes extends SparseCodes {
  /** Index in `tokens` of each row of the codes, shape [rows]. */
  tokens: Uint32Array;
}

export interface InspectedText {
  tokens: InspectedToken[];
  /** Null without an SAE. */
  codes: TokenCodes | null;
  contextTokens: number;
  warnings: string[];
}

/** Tokens inspected at most: each costs a forward pass and about a kilobyte of answer. */
export const MAX_TOKENS = 4_096;
const PREDICTIONS = 5;
const DIMENSIONS = 5;

/**
 * @throws InvalidSelectionError, ContextTooSmallError, NonFiniteOutputError, OutputShapeError, and what the model and the SAE throw
 */
export async function inspectTokens(
  request: Pick<InspectRequest, 'text' | 'selection'>,
  model: InspectionModel,
  sae: InspectionSae | null,
  signal?: AbortSignal,
): Promise<InspectedText> {
  const { range, warnings } = resolveSelection(request.text, request.selection);
  if (range.start === range.end) return { tokens: [], codes: sae && NO_CODES, contextTokens: 0, warnings };
  const { tokenizer, reader, contextSize } = model;
  const capacity = contextSize - (tokenizer.bosId === null ? 0 : 1);
  const limits = { contextTokens: capacity, maxTokens: MAX_TOKENS };
  const selected = selectTokens(request.text, range, tokenizer, limits);
  const windows = contextWindows(selected.first, selected.last, capacity);
  const tokens: InspectedToken[] = [];
  const kept = new KeptActivations();
  for (const window of windows) {
    signal?.throwIfAborted();
    const output = await runWindow(window, selected, tokenizer.bosId, reader);
    for (let i = window.from; i < window.to; i++) {
      const token = inspectedToken(
        i,
        output,
        selected,
        request.text,
        tokenizer,
        sae?.outlierNorm ?? Infinity,
      );
      if (sae && !token.masked) kept.add(tokens.length, output.activation(i));
      tokens.push(token);
    }
  }
  return {
    tokens,
    codes: sae && (await kept.encode(sae)),
    contextTokens: windows[0] ? windows[0].from - windows[0].start : 0,
    warnings: [...warnings, ...selected.warnings],
  };
}

const NO_CODES: TokenCodes = {
  rows: 0,
  rowPointers: new Uint32Array(1),
  features: new Uint32Array(0),
  values: new Float32Array(0),
  tokens: new Uint32Array(0),
};

function inspectedToken(
  index: number,
  output: WindowOutput,
  { ids, starts, ends }: SelectedTokens,
  text: string,
  tokenizer: Tokenizer,
  outlierNorm: number,
): InspectedToken {
  const id = ids[index] ?? 0;
  const [start, end] = [starts[index] ?? -1, ends[index] ?? -1];
  const position = output.position(index);
  const activation = output.activation(index);
  const norm = Math.sqrt(activation.reduce((sum, x) => sum + x * x, 0));
  if (!Number.isFinite(norm)) throw new NonFiniteOutputError('activations', position);
  const maskReason = maskOf(position, norm, outlierNorm);
  return {
    text: start < 0 ? tokenizer.tokenText(id) : text.slice(start, end),
    id,
    range: start < 0 ? null : { start, end },
    masked: maskReason !== null,
    maskReason,
    norm,
    loss: position === 0 ? null : lossOf(id, position - 1, output),
    predictions: predictionsAt(position, output, tokenizer),
    dimensions: largestFirst(activation.length, DIMENSIONS, (i) => Math.abs(activation[i] ?? 0)).map((i) => ({
      index: i,
      value: activation[i] ?? 0,
    })),
  };
}

/** As harvesting masks; a selection has no padding. */
function maskOf(position: number, norm: number, outlierNorm: number): MaskReason | null {
  if (position === 0) return 'first position';
  return norm > outlierNorm ? 'outlier norm' : null;
}

/** Cross-entropy of the token given those before it, nats. */
function lossOf(id: number, position: number, { logits, vocabulary, normaliser }: WindowOutput): number {
  const loss = normaliser(position) - (logits[position * vocabulary + id] ?? NaN);
  if (!Number.isFinite(loss)) throw new NonFiniteOutputError('logits', position);
  return loss;
}

function predictionsAt(
  position: number,
  { logits, vocabulary, normaliser }: WindowOutput,
  tokenizer: Tokenizer,
): InspectedToken['predictions'] {
  const offset = position * vocabulary;
  const likely = likeliest(logits, offset, vocabulary, PREDICTIONS, normaliser(position));
  return likely.map(({ id, probability }) => ({ text: tokenizer.tokenText(id), id, probability }));
}

/** Activations of the tokens that are not masked, until they are encoded together. */
class KeptActivations {
  private readonly tokens: number[] = [];
  private readonly rows: Float32Array[] = [];

  add(token: number, activation: Float32Array): void {
    this.tokens.push(token);
    this.rows.push(activation.slice());
  }

  async encode(sae: InspectionSae): Promise<TokenCodes> {
    const [first] = this.rows;
    if (!first) return NO_CODES;
    const together = new Float32Array(this.rows.length * first.length);
    this.rows.forEach((row, i) => {
      together.set(row, i * first.length);
    });
    return { ...(await sae.encode(together)), tokens: Uint32Array.from(this.tokens) };
  }
}
