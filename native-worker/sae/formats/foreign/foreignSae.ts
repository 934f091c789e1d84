/** An SAE made elsewhere, brought to SAELens' form: what it computes, and what its files say of where it belongs. */
import type { ForeignFormat, ForeignOrigin } from '../../../../protocol/foreignSae.ts';
import type { SaelensReader } from '../saelensReader.ts';

export interface ForeignSae {
  format: ForeignFormat;
  /** Its class in the library that made it: `JumpReLUSAE`, `BatchTopKSAE`, … */
  kind: string;
  /** The folder or file that was named. */
  path: string;
  /** File of the weights. */
  weights: string;
  dIn: number;
  dSae: number;
  /** Active features a token, where that is fixed. */
  k: number | null;
  /** In SAELens' form; what is wrong with a matrix comes out as it is read. @throws ForeignSaeError */
  load: () => Promise<SaelensReader>;
  origin: ForeignOrigin;
  /** Its configuration as it stands in its file; {} where there is none. */
  config: Readonly<Record<string, unknown>>;
  /** What is odd about it, and what was taken for granted: whole sentences. */
  warnings: readonly string[];
  /** Inputs are to be scaled to a mean norm of sqrt(dIn), by a factor that no file gives: it has to be measured. */
  needsInputScale: boolean;
}
