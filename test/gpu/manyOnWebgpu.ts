/** Child of stepMany.test.ts: several steps a run against single ones on the WebGPU device; prints how far they part. Its argument is a form. */
import { DenseBackend } from '../../native-worker/compute/dense/denseBackend.ts';
import { smallOptions } from '../engine/compute/backends.ts';
import { recipes } from '../engine/compute/forms.ts';
import { compareWithSingles } from '../engine/compute/stepMany.ts';

const [form = ''] = process.argv.slice(2);
const options = recipes(smallOptions)[form];
if (!options) throw new Error(`There is no form '${form}'.`);
const backend = await DenseBackend.open(options, {
  device: 'webgpu',
  forbidCpuFallback: true,
  stepsAtOnce: 4,
});
const parting = await compareWithSingles(backend, [3, 2]);
await backend.dispose();
process.stdout.write(JSON.stringify({ device: backend.device, parting }));
