/** What a run computes on and why, as lines for the terminal: nothing falls back in silence. */
import type { DeviceReport } from '../../protocol/device.ts';
import type { RunSummary } from '../../protocol/run.ts';

export function deviceLines({ llm, sae }: NonNullable<RunSummary['devices']>): string[] {
  return [...linesOf('language model', llm), ...linesOf('SAE', sae)];
}

function linesOf(what: string, { chosen, reason, rejected }: DeviceReport): string[] {
  return [
    `Device  ${what} on ${chosen}: ${reason}`,
    ...rejected.map((other) => `        not on ${other.device}: ${other.reason}`),
  ];
}
