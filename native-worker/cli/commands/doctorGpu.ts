/** `monosema doctor --gpu`: is every device of this machine right, and how fast; leaves a report that can be sent in. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { DeviceCheck } from '../../../protocol/deviceCheck.ts';
import { messageOf } from '../../../link/engineError.ts';
import { writeFileAtomic } from '../../files/atomicFile.ts';
import { devicesOf } from '../../onnx/deviceOrder.ts';
import type { NamedDevice } from '../../onnx/deviceOrder.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { textFlag, type Flags } from '../flags.ts';
import { figures, gpuMarkdown } from '../gpuReport.ts';
import type { GpuReport } from '../gpuReport.ts';
import { machineFacts } from '../machineFacts.ts';
import type { Session } from '../session.ts';

const fileName = 'monosema-gpu-report';

/** Fails when a device that can be used computes something wrong; one that cannot be used is told of and is no failure. */
export async function doctorGpu(session: Session, flags: Flags): Promise<ExitCode> {
  const folder = path.resolve(textFlag(flags, 'out') ?? '.');
  mkdirSync(folder, { recursive: true });
  const devices: DeviceCheck[] = [];
  for (const device of devicesOf()) {
    session.terminal.say(`Checking ${device}: every algorithm beside the reference, then speeds.`);
    const checked = await checkOrRefusal(session, device);
    devices.push(checked);
    for (const line of verdicts(checked)) session.terminal.say(`  ${line}`);
  }
  const report: GpuReport = {
    format: 1,
    date: new Date().toISOString(),
    machine: await machineFacts(),
    devices,
  };
  const markdown = gpuMarkdown(report);
  const base = path.join(folder, fileName);
  writeFileAtomic(`${base}.md`, markdown);
  writeFileAtomic(`${base}.json`, `${JSON.stringify(report, null, 2)}\n`);
  if (session.json) session.printJson(report);
  else session.terminal.print(markdown);
  session.terminal.say(
    `Written to ${base}.md and .json. It names your processor and graphics card, and nothing else of yours.`,
  );
  const wrong = devices.some(({ algorithms }) => algorithms.some(({ ok }) => !ok));
  return wrong ? EXIT.failure : EXIT.ok;
}

/** A driver may end the process that tries it; that is a finding too. */
async function checkOrRefusal(session: Session, device: NamedDevice): Promise<DeviceCheck> {
  try {
    return await session.request('devices/check', { device });
  } catch (error) {
    return { device, report: null, refusal: messageOf(error), products: null, algorithms: [], steps: [] };
  }
}

function verdicts({ refusal, algorithms, steps }: DeviceCheck): string[] {
  if (refusal !== null) return [`refused: ${refusal}`];
  const wrong = algorithms.filter(({ ok }) => !ok);
  const right = `${algorithms.length - wrong.length} of ${algorithms.length} algorithms are right`;
  return [
    right,
    ...wrong.map(({ algorithm, problem }) => `WRONG: ${algorithm}: ${problem ?? ''}`),
    ...steps.map(({ dSae, milliseconds, note }) =>
      milliseconds === null
        ? `a step of ${dSae} features: ${note}`
        : `a step of ${dSae} features: ${figures(milliseconds)} ms, ${note}`,
    ),
  ];
}
