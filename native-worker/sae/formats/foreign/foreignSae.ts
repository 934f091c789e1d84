/** An SAE made elsewhere, brought to SAELens' form: what it computes, and what its files say of where it belongs. */
import type { SaelensReader } from '../saelensReader.ts';

export type ForeignFormat = 'saelens' | 'gemmaScope' | 'llamaScope' | 'dictionaryLearning' | 'sparsify';

/** What the files say of the place it was trained at; null or left out where they say nothing. */
export interface ForeignOrigin {
  /** As they name the model. */
  model: string | null;
  /** As they name the place: in the words of TransformerLens, of transformers, or a folder's name. */
  hook: string | null;
  contextSize: number | null;
  /** Name of the text it was trained on. */
  dataset: string | null;
}

export interface ForeignSae {
  format: ForeignFormat;
  /** Its class in the library that made it: `JumpReLUSAE`, `BatchTopKSAE`, … */
  kind: string;
  /** The folder or file that was named. */
  path: string;
  /** File of the weights. */
  weights: string;
  sae: SaelensReader;
  origin: ForeignOrigin;
  /** Its configuration as it stands in its file; {} where there is none. */
  config: Readonly<Record<string, unknown>>;
  /** What is odd about it, and what was taken for granted: whole sentences. */
  warnings: readonly string[];
  /** Inputs are to be scaled to a mean norm of sqrt(dIn), by a factor that no file gives: it has to be measured. */
  needsInputScale: boolean;
}
