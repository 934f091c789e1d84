/**
 * A tokenizer.json run stage by stage (added tokens, normaliser, pre-tokenizer, model) on a text that remembers where each
 * unit came from. Ids equal those of the reference implementation; the order of stages is its AddedVocabulary's.
 */
import type { AlignedTokens, GeneratingTokenizer } from '../alignedTokens.ts';
import { AddedTokenFinder } from './addedTokens.ts';
import { AlignedTokensBuilder } from './alignedTokensBuilder.ts';
import { MappedText } from './mappedText.ts';
import type { Normaliser } from './normalisers.ts';
import type { PieceEncoder } from './pieceEncoder.ts';
import type { PreTokenizer } from './preTokenizers.ts';
import type { SpecialIds } from './specialIds.ts';
import type { AddedTokenConfig } from './tokenizerFiles.ts';
import { wellFormed } from './wellFormed.ts';

export interface TokenizerStages {
  addedTokens: AddedTokenConfig[];
  normalise: Normaliser;
  preTokenizer: PreTokenizer;
  encoder: PieceEncoder;
  tokenText: (id: number) => string;
  tokenBytes: (id: number) => Uint8Array;
  vocabularySize: number;
  specialIds: SpecialIds;
  warnings: string[];
}

export class PipelineTokenizer implements GeneratingTokenizer {
  readonly vocabularySize: number;
  readonly bosId: number | null;
  readonly eosId: number | null;
  readonly padId: number | null;
  /** What a user should know about the tokenizer's files. */
  readonly warnings: readonly string[];
  private readonly beforeNormaliser: AddedTokenFinder;
  private readonly afterNormaliser: AddedTokenFinder;

  constructor(private readonly stages: TokenizerStages) {
    this.vocabularySize = stages.vocabularySize;
    this.bosId = stages.specialIds.bos;
    this.eosId = stages.specialIds.eos;
    this.padId = stages.specialIds.pad;
    this.warnings = stages.warnings;
    const normalised = stages.addedTokens.filter((token) => token.normalized ?? !token.special);
    const verbatim = stages.addedTokens.filter((token) => !(token.normalized ?? !token.special));
    this.beforeNormaliser = new AddedTokenFinder(
      verbatim.map((token) => ({ content: token.content, token })),
    );
    this.afterNormaliser = new AddedTokenFinder(
      normalised.map((token) => ({
        content: stages.normalise(MappedText.identity(token.content, 0)).text,
        token,
      })),
    );
  }

  /** Adds no BOS or EOS. Special tokens written out in the text become their ids, as in the reference implementation. */
  encode(text: string): AlignedTokens {
    const builder = new AlignedTokensBuilder(text.length);
    const original = MappedText.identity(wellFormed(text), 0);
    this.throughAddedTokens(original, this.beforeNormaliser, builder, (section) => {
      this.throughAddedTokens(this.stages.normalise(section), this.afterNormaliser, builder, (part) => {
        this.encodePlain(part, builder);
      });
    });
    return builder.build();
  }

  tokenText(id: number): string {
    return this.stages.tokenText(id);
  }

  tokenBytes(id: number): Uint8Array {
    return this.stages.tokenBytes(id);
  }

  private throughAddedTokens(
    text: MappedText,
    finder: AddedTokenFinder,
    builder: AlignedTokensBuilder,
    between: (section: MappedText) => void,
  ): void {
    let done = 0;
    for (const { id, from, to } of finder.find(text.text)) {
      if (from > done) between(text.slice(done, from));
      builder.add(id, text.range(from, to));
      done = to;
    }
    if (done < text.text.length) between(done === 0 ? text : text.slice(done, text.text.length));
  }

  private encodePlain(section: MappedText, builder: AlignedTokensBuilder): void {
    const { text, pieces } = this.stages.preTokenizer.run({
      text: section,
      pieces: [{ from: 0, to: section.text.length }],
    });
    for (const { from, to } of pieces) {
      const tokens = this.stages.encoder.encode(text.text.slice(from, to));
      if (tokens.aligned)
        tokens.ids.forEach((id, i) => {
          builder.add(id, text.range(from + (tokens.from[i] ?? 0), from + (tokens.to[i] ?? 0)));
        });
      else builder.addUnaligned(tokens.ids, text.range(from, to));
    }
  }
}
