/** What a report says of the machine it was made on. Everything is asked of the system's own tools; what they do not tell is unknown. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { nvidiaCards } from '../compute/freeMemory.ts';
import { packageFolder, packageVersion } from '../installation.ts';
import { platformName } from '../onnx/deviceOrder.ts';

export interface MachineFacts {
  platform: string;
  system: string;
  processor: string;
  cores: number;
  memoryBytes: number;
  node: string;
  monosema: string;
  onnxruntime: string;
  /** Graphics cards with what is known of them, a line each; empty where nothing tells. */
  cards: string[];
}

const patienceMs = 20_000;

export async function machineFacts(): Promise<MachineFacts> {
  return {
    platform: platformName(),
    system: release(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    node: process.versions.node,
    monosema: packageVersion(),
    onnxruntime: onnxruntimeVersion(),
    cards: await graphicsCards(),
  };
}

/** Read from its package, since loading it belongs to other processes. */
function onnxruntimeVersion(): string {
  try {
    const require = createRequire(path.join(packageFolder(), 'package.json'));
    const file = require.resolve('onnxruntime-node/package.json');
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : 'unknown';
  } catch {
    return 'unknown';
  }
}

async function graphicsCards(): Promise<string[]> {
  const nvidia = (await nvidiaCards()).map(
    ({ name, driver, totalBytes }) =>
      `${name}, ${(totalBytes / 1e9).toFixed(1)} GB, driver ${driver} (nvidia-smi)`,
  );
  return [...nvidia, ...(await systemCards()), ...vulkanOverride()];
}

async function systemCards(): Promise<string[]> {
  switch (process.platform) {
    case 'linux':
      return drmCards();
    case 'darwin':
      return (await output('system_profiler', ['SPDisplaysDataType']))
        .filter((line) => /Chipset Model|Metal/u.test(line))
        .map((line) => line.trim());
    case 'win32':
      return output('powershell', [
        '-NoProfile',
        '-Command',
        'Get-CimInstance Win32_VideoController | ForEach-Object { "$($_.Name), driver $($_.DriverVersion)" }',
      ]);
    default:
      return [];
  }
}

/** PCI numbers of vendor and device, and the kernel's driver, as /sys tells. */
function drmCards(folder = '/sys/class/drm'): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^card\d+$/u.test(name))
      .map((name) => readFileSync(path.join(folder, name, 'device/uevent'), 'utf8'))
      .map((text) => {
        const value = (key: string): string => new RegExp(`^${key}=(.*)$`, 'mu').exec(text)?.[1] ?? 'unknown';
        return `PCI ${value('PCI_ID')}, kernel driver ${value('DRIVER')}`;
      });
  } catch {
    return [];
  }
}

/** Somebody chose the Vulkan driver by hand: a software one, say. */
function vulkanOverride(): string[] {
  const file = process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES'];
  return file === undefined ? [] : [`Vulkan driver chosen by the environment: ${path.basename(file)}`];
}

async function output(command: string, args: readonly string[]): Promise<string[]> {
  try {
    const { stdout } = await promisify(execFile)(command, [...args], {
      timeout: patienceMs,
      windowsHide: true,
    });
    return stdout.split(/\r?\n/u).filter((line) => line.trim() !== '');
  } catch {
    return [];
  }
}
