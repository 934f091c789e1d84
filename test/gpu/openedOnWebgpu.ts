/** Child of openBackend.test.ts: opens a backend by `auto` and by name where SwiftShader is the only GPU, and prints what they say of themselves. */
import { openBackend } from '../../native-worker/compute/openBackend.ts';
import { smallOptions } from '../engine/compute/backends.ts';

const reports = [];
for (const device of ['auto', 'webgpu'] as const) {
  const backend = await openBackend(device, smallOptions, 1);
  reports.push({ ...backend.device, stepsAtOnce: backend.stepsAtOnce ?? null });
  await backend.dispose();
}
process.stdout.write(JSON.stringify(reports));
