/** Child of denseOnWebgpu.test.ts: trains one form on the WebGPU device beside the reference and prints what came out. Its name is an argument. */
import { DenseBackend } from '../../native-worker/compute/dense/denseBackend.ts';
import { stateArrays } from '../../native-worker/compute/saeState.ts';
import type { SaeState } from '../../native-worker/compute/saeState.ts';
import { compareWithReference } from '../engine/compute/agreement.ts';
import { smallOptions } from '../engine/compute/backends.ts';
import { recipes, startOf } from '../engine/compute/forms.ts';

const { dSae, batchTokens } = smallOptions;
const [form = '', steps = ''] = process.argv.slice(2);
const options = recipes(smallOptions)[form];
if (!options) throw new Error(`There is no form '${form}'.`);
const backend = await DenseBackend.open(options, { device: 'webgpu', forbidCpuFallback: true });
const agreement = await compareWithReference(backend, options, Number(steps));

// A saved state must go on as the undisturbed one does.
const { state, batch } = startOf(options, 8);
const batches = Array.from({ length: 6 }, () => batch(batchTokens));
const dead = Float32Array.from({ length: dSae }, (_, m) => (m % 5 === 0 ? 1 : 0));
const train = async (from: number, to: number): Promise<SaeState> => {
  for (const x of batches.slice(from, to)) {
    await backend.step(x, { learningRate: 1e-2, penaltyWeight: 0.01, dead });
  }
  return backend.readState();
};
await backend.load(state);
const saved = await train(0, 3);
const undisturbed = await train(3, 6);
await backend.load(saved);
const resumed = await train(3, 6);
const differences = stateArrays.map((name) =>
  resumed[name].reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (undisturbed[name][i] ?? NaN))),
    0,
  ),
);
const codes = await backend.encode(batch(5), {
  ...resumed,
  activation: options.activation,
  cuts: resumed.thresholds,
  k: null,
});
await backend.dispose();
process.stdout.write(
  JSON.stringify({
    device: backend.device,
    agreement,
    resumeDifference: Math.max(...differences),
    stepAfterResume: resumed.step,
    codeRows: codes.rows,
    activePairs: codes.values.length,
  }),
);
