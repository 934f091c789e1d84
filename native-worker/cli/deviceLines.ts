/** What a run computes on and why, as lines for the terminal: nothing falls back in silence. */
import type { DeviceReport, RunDevices } from '../../protocol/device.ts';

export function deviceLines({ llm, sae, activations }: RunDevices): string[] {
  return [
    ...linesOf('language model', llm),
    ...linesOf('SAE', sae),
    ...(activations ? [`Device  activations: ${activations.reason}`] : []),
  ];
}

function linesOf(what: string, { chosen, reason, rejected }: DeviceReport): string[] {
  return [
    `Device  ${what} on ${chosen}: ${reason}`,
    ...rejected.map((other) => `        not on ${other.device}: ${other.reason}`),
  ];
}
