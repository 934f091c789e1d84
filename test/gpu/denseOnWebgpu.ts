/** Child of denseOnWebgpu.test.ts: trains on the WebGPU device beside the reference and prints what came out. */
import { DenseBackend } from '../../native-worker/compute/dense/denseBackend.ts';
import { stateArrays } from '../../native-worker/compute/saeState.ts';
import { compareWithReference } from '../engine/compute/agreement.ts';
import { smallOptions, trainsAll } from '../engine/compute/backends.ts';
import { syntheticState } from '../unit/compute/syntheticState.ts';

const { dIn, dSae, batchTokens } = smallOptions;
const options = { ...smallOptions, trains: trainsAll };
const backend = await DenseBackend.open(options, { device: 'webgpu', forbidCpuFallback: true });
const agreement = await compareWithReference(backend, options, 200);

// A saved state must go on as the undisturbed one does.
const { state, batch } = syntheticState({ dIn, dSae, seed: 8 });
const batches = Array.from({ length: 6 }, () => batch(batchTokens));
await backend.load(state);
for (const x of batches.slice(0, 3)) await backend.step(x, { learningRate: 1e-2 });
const saved = await backend.readState();
for (const x of batches.slice(3)) await backend.step(x, { learningRate: 1e-2 });
const undisturbed = await backend.readState();
await backend.load(saved);
for (const x of batches.slice(3)) await backend.step(x, { learningRate: 1e-2 });
const resumed = await backend.readState();
const differences = stateArrays.map((name) =>
  resumed[name].reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (undisturbed[name][i] ?? NaN))),
    0,
  ),
);
const codes = await backend.encode(batch(5), {
  ...resumed,
  activation: 'jumprelu',
  cuts: new Float32Array(dSae),
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
