/** The devices a user may ask for on this platform, each with what the engine found. Free of vscode. */
import * as l10n from '@vscode/l10n';
import { devicePlatforms, DEVICES } from '../../../protocol/device.ts';
import type { Device, DeviceReport } from '../../../protocol/device.ts';

export interface DeviceChoice {
  device: Device;
  label: string;
  /** What the engine found, or why the device cannot be used. */
  detail: string;
  usable: boolean;
}

/**
 * @param reports one for each device asked for; null while the engine still looks.
 * @param platform `process.platform`-`process.arch`; the engine runs on the extension host's machine
 */
export function deviceChoices(
  reports: readonly DeviceReport[] | null,
  platform = `${process.platform}-${process.arch}`,
): DeviceChoice[] {
  const offered = DEVICES.filter((device) => devicePlatforms[device]?.includes(platform) ?? true);
  return offered.map((device) => ({ device, label: deviceLabel(device), ...found(device, reports) }));
}

/** The same for the autoencoder, for which `auto` weighs a GPU's products against the CPU's training on active pairs, when the run starts. */
export function autoencoderChoices(
  reports: readonly DeviceReport[] | null,
  platform?: string,
): DeviceChoice[] {
  const detail = l10n.t(
    'A GPU whose matrix products are more than five times as fast as those of the CPU; otherwise the CPU, which trains on active pairs only',
  );
  return deviceChoices(reports, platform).map((choice) =>
    choice.device === 'auto' ? { ...choice, detail } : choice,
  );
}

export function deviceLabel(device: Device): string {
  switch (device) {
    case 'auto':
      return l10n.t('Automatic');
    case 'webgpu':
      return 'WebGPU';
    case 'cuda':
      return 'CUDA';
    case 'coreml':
      return 'Core ML';
    case 'dml':
      return 'DirectML';
    case 'cpu':
      return 'CPU';
    default:
      return device satisfies never;
  }
}

function found(
  device: Device,
  reports: readonly DeviceReport[] | null,
): Pick<DeviceChoice, 'detail' | 'usable'> {
  if (!reports) return { detail: l10n.t('Looking…'), usable: true };
  const report = reports.find((one) => one.requested === device);
  if (!report) return { detail: refusal(device, reports) ?? '', usable: refusal(device, reports) === null };
  if (device === 'auto') return { detail: `${report.chosen}: ${report.reason}`, usable: true };
  if (report.chosen === device) return { detail: report.reason, usable: true };
  return { detail: l10n.t('Not available: {0}', refusal(device, [report]) ?? report.reason), usable: false };
}

/** Why some report refused the device; null when none did. */
function refusal(device: Device, reports: readonly DeviceReport[]): string | null {
  for (const report of reports)
    for (const { device: rejected, reason } of report.rejected) if (rejected === device) return reason;
  return null;
}
