/** Feeds for a dense step, of any values. */
import type { BackendOptions } from '../../../native-worker/compute/backend.ts';
import {
  constantTensors,
  denseShape,
  updatedTensors,
} from '../../../native-worker/compute/dense/denseTensors.ts';
import { feedsOfStep } from '../../../native-worker/compute/dense/stepFeeds.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';

/** For every input of a step. */
export function allFeeds(options: BackendOptions, auxiliary: boolean): Record<string, ort.Tensor> {
  const { batchTokens, dIn, dSae } = options;
  const x = Float32Array.from({ length: batchTokens * dIn }, (_, i) => Math.sin(i));
  const dead = Float32Array.from({ length: dSae }, (_, m) => (m % 5 === 0 ? 1 : 0));
  const settings = { learningRate: 1e-3, ...(auxiliary ? { dead } : {}) };
  const feeds = Object.fromEntries(feedsOfStep(options, { x, settings, step: 1 }));
  for (const name of [...updatedTensors(options), ...constantTensors(options)]) {
    const shape = denseShape(name, options);
    const length = shape.reduce((product, side) => product * side, 1);
    feeds[name] = new ort.Tensor(
      'float32',
      Float32Array.from({ length }, (_, i) => Math.cos(i)),
      shape,
    );
  }
  const { penaltyWeight, ...others } = feeds;
  return options.penalty && penaltyWeight ? { ...others, penaltyWeight } : others;
}
