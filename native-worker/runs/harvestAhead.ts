/** STUB */
import type { DeviceReport } from '../../protocol/device.ts';

export interface HarvestChoice {
  harvestAhead: boolean;
  reason: string;
}

export function chooseHarvestAhead(llm: DeviceReport, sae: DeviceReport): HarvestChoice {
  return { harvestAhead: llm.chosen !== sae.chosen, reason: 'x' };
}
