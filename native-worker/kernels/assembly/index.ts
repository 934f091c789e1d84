/** The module's exports. */
import { Adam } from './adam';
import { Collection } from './collect';
import { NeuronSums, PairGradient } from './gradient';
import { BatchCounts } from './rank';
import { Update } from './update';

export { adamValues } from './adam';
export { collectPairs, keepRanked, peaksOfPairs } from './collect';
export { decodePairs } from './decode';
export { denseCodeGradients, denseCodes, scaledRows, scaleGradients } from './dense';
export { raiseBatchCut, raiseTokenCuts } from './rank';
export {
  addArray,
  addColumnSums,
  squaredDistances,
  squaredNorms,
  subtractArray,
  subtractRow,
} from './residual';
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
export function sizeOfNeuronSums(): usize {
  return offsetof<NeuronSums>();
}
export function sizeOfPairGradient(): usize {
  return offsetof<PairGradient>();
}
export function sizeOfUpdate(): usize {
  return offsetof<Update>();
}
