/** The module's exports. */
import { Adam } from './adam';
import { Collection } from './collect';
import { Decision } from './decide';
import { NeuronSums, PairGradient } from './gradient';
import { Quantisation } from './quantise';
import { Screen } from './screen';
import { BatchCounts } from './rank';
import { Update } from './update';

export { adamValues } from './adam';
export { alongPairs } from './along';
export { collectPairs, keepRanked, peaksOfPairs } from './collect';
export { decidePairs } from './decide';
export { decodePairs } from './decode';
export { denseCodeGradients, denseCodes, scaledRows, scaleGradients } from './dense';
export { quantiseNeurons, quantiseTokens } from './quantise';
export { raiseBatchCut, raiseTokenCuts } from './rank';
export {
  addArray,
  addColumnSums,
  squaredDistances,
  squaredNorms,
  subtractArray,
  subtractRow,
} from './residual';
export { screenPairs } from './screen';
export { normaliseRows, updateNeurons } from './update';

/** Bytes of the structures, for native-worker/kernels/structures.ts to check its own layout against. */
export function sizeOfAdam(): usize {
  return offsetof<Adam>();
}
export function sizeOfBatchCounts(): usize {
  return offsetof<BatchCounts>();
}
export function sizeOfCollection(): usize {
  return offsetof<Collection>();
}
export function sizeOfDecision(): usize {
  return offsetof<Decision>();
}
export function sizeOfNeuronSums(): usize {
  return offsetof<NeuronSums>();
}
export function sizeOfPairGradient(): usize {
  return offsetof<PairGradient>();
}
export function sizeOfQuantisation(): usize {
  return offsetof<Quantisation>();
}
export function sizeOfScreen(): usize {
  return offsetof<Screen>();
}
export function sizeOfUpdate(): usize {
  return offsetof<Update>();
}
