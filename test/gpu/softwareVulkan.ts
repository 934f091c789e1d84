/** Runs a TypeScript file in a node process that sees SwiftShader as its only GPU: the loader reads these variables when a process starts. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { kernelsPlugin } from '../../tools/build/kernels.mjs';

const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** What makes SwiftShader the only GPU of a process. @throws when the driver is not installed */
export function softwareVulkan(): NodeJS.ProcessEnv {
  if (!existsSync(driver)) {
    throw new Error(
      `The WebGPU tests need SwiftShader's Vulkan driver at ${driver}. Install it with: apt-get install chromium libvulkan1`,
    );
  }
  return { VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver };
}

/** @returns what the file printed to stdout, parsed as JSON. @throws when the driver is not installed. */
export async function runOnSoftwareVulkan(file: string, args: readonly string[] = []): Promise<unknown> {
  const env = { ...process.env, ...softwareVulkan() };
  const outfile = resolve('test/.artifacts/gpu', basename(file).replace('.ts', '.mjs'));
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
    plugins: [kernelsPlugin],
  });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile, ...args], {
    env,
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout) as unknown;
}
