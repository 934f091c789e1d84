/** Every device of this platform that a user may ask for, tried: what would be chosen and why. */
import type { DeviceReport } from '../../protocol/device.ts';
import { createSession, probeDevices, type ProbedDevice } from '../onnx/devices.ts';
import { GraphBuilder } from '../onnx/graphBuilder.ts';

/** One report for `auto`, then one for each device by name. A device that cannot be used stands in its own `rejected`. */
export async function probeReports(): Promise<DeviceReport[]> {
  const auto = await autoReport();
  const probed = await probeDevices();
  return [auto, ...probed.map(namedReport)];
}

/** What `auto` chooses, found by letting it choose. */
async function autoReport(): Promise<DeviceReport> {
  const graph = new GraphBuilder('probe');
  graph.output('y', 'float32', [1], graph.node('Relu', [graph.input('x', 'float32', [1])]));
  const { session, report } = await createSession(graph.toBytes(), 'auto');
  await session.release();
  return report;
}

function namedReport({ device, available, reason }: ProbedDevice): DeviceReport {
  if (available) return { requested: device, chosen: device, reason, rejected: [] };
  const instead = 'Only the CPU could be used in its place.';
  return { requested: device, chosen: 'cpu', reason: instead, rejected: [{ device, reason }] };
}
