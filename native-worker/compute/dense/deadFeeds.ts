/**
 * The dead features as the auxiliary graph reads them: a list, filled up so that it holds at least k entries and comes in few lengths
 * (a GPU plans each shape anew), and for each feature its place in that list.
 */
import type { Tensor } from 'onnxruntime-node';
import { ort } from '../../onnx/ort.ts';
import { floatTensor } from './tensorStore.ts';

/** Added to y of the entries that only fill the list: lower than any y, so that they are chosen last, and then y > 0 fails. */
const outOfReach = -1e7;
const lengthStep = 64;

/**
 * @param dead 1 for each dead feature, shape [dSae]
 * @param k features that the auxiliary loss chooses
 */
export function deadFeeds(dead: Float32Array, k: number): [string, Tensor][] {
  const found = [...dead.keys()].filter((m) => dead[m] === 1);
  const length = lengthStep * Math.ceil(Math.max(k, found.length) / lengthStep);
  const features = new Int32Array(length);
  features.set(found);
  const offsets = new Float32Array(length).fill(outOfReach, found.length);
  // The row after the last is zero: there the living find theirs.
  const places = new Int32Array(dead.length).fill(length);
  found.forEach((feature, place) => (places[feature] = place));
  return [
    ['deadFeatures', new ort.Tensor('int32', features, [length])],
    ['deadOffsets', floatTensor(offsets, [length])],
    ['deadPlaces', new ort.Tensor('int32', places, [dead.length])],
  ];
}
