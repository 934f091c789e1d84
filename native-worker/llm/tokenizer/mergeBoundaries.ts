/**
 * Cuts a long piece where no token can reach over the cut: no merge (BPE) or entry of the vocabulary (Unigram) has these
 * two characters as neighbours. The tokens are the same as without the cut, and time stays linear in the text.
 */

const CHUNK = 256;
const CODE_POINTS = 0x110000;

export class MergeBoundaries {
  private constructor(private readonly neighbours: ReadonlySet<number>) {}

  static ofMerges(merges: Iterable<readonly [string, string]>): MergeBoundaries {
    const neighbours = new Set<number>();
    for (const [left, right] of merges) {
      const first = right.codePointAt(0);
      if (first !== undefined) neighbours.add(pair(lastCodePoint(left), first));
    }
    return new MergeBoundaries(neighbours);
  }

  static ofVocabulary(tokens: Iterable<string>): MergeBoundaries {
    const neighbours = new Set<number>();
    for (const token of tokens) {
      let before = -1;
      for (const character of token) {
        const codePoint = character.codePointAt(0) ?? 0;
        if (before >= 0) neighbours.add(pair(before, codePoint));
        before = codePoint;
      }
    }
    return new MergeBoundaries(neighbours);
  }

  /** Stretches of at least 256 units where a boundary allows it, in order, making up the piece. */
  cut(piece: string): string[] {
    const chunks: string[] = [];
    let from = 0;
    let before = -1;
    for (let unit = 0; unit < piece.length;) {
      const codePoint = piece.codePointAt(unit) ?? 0;
      if (unit - from >= CHUNK && !this.neighbours.has(pair(before, codePoint))) {
        chunks.push(piece.slice(from, unit));
        from = unit;
      }
      before = codePoint;
      unit += codePoint > 0xffff ? 2 : 1;
    }
    chunks.push(piece.slice(from));
    return chunks;
  }
}

function pair(left: number, right: number): number {
  return left * CODE_POINTS + right;
}

function lastCodePoint(text: string): number {
  let last = 0;
  for (const character of text.slice(-2)) last = character.codePointAt(0) ?? 0;
  return last;
}
