/** The flags that name a device, and their help: only what this platform has is offered. */
import { DEVICES, type Device } from '../../protocol/device.ts';
import { devicesOf, platformRefusal } from '../onnx/deviceOrder.ts';
import { UsageError } from './exitCodes.ts';
import { choiceFlag, dashed, type Flags } from './flags.ts';

/** @throws UsageError for no device at all, and for one that this platform does not have */
export function deviceFlag(flags: Flags, name: string): Device | undefined;
export function deviceFlag<T extends string>(flags: Flags, name: string, more: T): Device | T | undefined;
export function deviceFlag(flags: Flags, name: string, ...more: string[]): string | undefined {
  const device = choiceFlag(flags, name, [...DEVICES, ...more]);
  const known = DEVICES.find((one) => one === device);
  const refusal = known === undefined || known === 'auto' ? null : platformRefusal(known);
  if (refusal === null) return device;
  throw new UsageError(
    `--${dashed(name)} ${device ?? ''}: ${refusal} Choose one of ${offered().join(', ')}.`,
  );
}

/** `auto, webgpu, cuda or cpu`, and what else is named. */
export function deviceWords(...more: readonly string[]): string {
  const all = [...offered(), ...more];
  return `${all.slice(0, -1).join(', ')} or ${all.at(-1) ?? ''}`;
}

function offered(): Device[] {
  return ['auto', ...devicesOf()];
}
