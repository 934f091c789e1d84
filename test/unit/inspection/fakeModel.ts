/** A tokenizer of words and a model whose answers can be worked out by hand. */
import type { DeviceReport } from '../../../protocol/device.ts';
import type { SparseCodes } from '../../../native-worker/compute/backend.ts';
import type { AlignedTokens, Tokenizer } from '../../../native-worker/llm/alignedTokens.ts';
import type { InspectionReader } from '../../../native-worker/llm/languageModel.ts';

export const VOCABULARY = 300;
export const BOS = 299;

/** Words with the blank before them, digits one by one, newline runs, blank runs; any other character is two tokens of the same range. */
const PIECE = / ?[\p{L}]+|\d|\n+|\s+|./gsu;

export function wordTokenizer(bosId: number | null = BOS): Tokenizer & { encoded: number } {
  const ids = new Map<string, number>();
  const texts: string[] = [];
  const idOf = (piece: string) => {
    const id = ids.get(piece) ?? ids.size;
    ids.set(piece, id);
    texts[id] = piece;
    return id;
  };
  return {
    vocabularySize: VOCABULARY,
    bosId,
    eosId: null,
    padId: null,
    encoded: 0,
    encode(text: string): AlignedTokens {
      this.encoded += text.length;
      const found: { id: number; start: number; end: number }[] = [];
      for (const { 0: piece, index } of text.matchAll(PIECE)) {
        const halves = /^( ?\p{L}+|\d|\s+)$/u.test(piece) ? [piece] : [`${piece}1`, `${piece}2`];
        for (const half of halves) found.push({ id: idOf(half), start: index, end: index + piece.length });
      }
      const problems = [...text.matchAll(/\uFFFD/gu)].map(({ index }) => ({
        start: index,
        end: index + 1,
        reason: 'it is no character',
      }));
      return {
        ids: Int32Array.from(found, ({ id }) => id),
        starts: Int32Array.from(found, ({ start }) => start),
        ends: Int32Array.from(found, ({ end }) => end),
        problems,
      };
    },
    tokenText: (id) => texts[id] ?? `<${id}>`,
  };
}

/** The activation at a position depends on the last `reach` tokens (BOS counts 0), the logits on the last two. */
export class LocalReader implements InspectionReader {
  readonly device: DeviceReport = { requested: 'cpu', chosen: 'cpu', reason: 'a fake', rejected: [] };
  /** Lengths of the rows it was given. */
  readonly lengths: number[] = [];
  private readonly reach: number;

  constructor(reach = 3) {
    this.reach = reach;
  }

  read(tokens: Int32Array): Promise<{ activations: Float32Array; logits: Float32Array }> {
    this.lengths.push(tokens.length);
    const activations = new Float32Array(tokens.length * 4);
    const logits = new Float32Array(tokens.length * VOCABULARY);
    for (let i = 0; i < tokens.length; i++) {
      const recent = tokens.subarray(Math.max(0, i + 1 - this.reach), i + 1);
      const own = tokens[i] ?? 0;
      activations.set(
        [own, recent.reduce((sum, id) => sum + (id === BOS ? 0 : id), 0), own === BOS ? 1e6 : 1, -0.5],
        i * 4,
      );
      const before = i > 0 ? (tokens[i - 1] ?? 0) : 0;
      for (let id = 0; id < VOCABULARY; id++)
        logits[i * VOCABULARY + id] = ((own * 7 + before + id * 13) % 31) / 4;
    }
    return Promise.resolve({ activations, logits });
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** Feature t is active where the token's id is t, with z = the sum over recent tokens. */
export function encodeById(activations: Float32Array): Promise<SparseCodes> {
  const rows = activations.length / 4;
  return Promise.resolve({
    rows,
    rowPointers: Uint32Array.from({ length: rows + 1 }, (_, i) => i),
    features: Uint32Array.from({ length: rows }, (_, i) => activations[i * 4] ?? 0),
    values: Float32Array.from({ length: rows }, (_, i) => activations[i * 4 + 1] ?? 0),
  });
}
