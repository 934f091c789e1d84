/** `monosema doctor --gpu` on a software GPU: it says which algorithms are right there, and does not wait for steps that would take minutes. */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { GpuReport } from '../../native-worker/cli/gpuReport.ts';
import { bundle } from '../engine/processes/bundle.ts';
import { startCli } from '../engine/processes/cliProcess.ts';
import { temporaryFolder } from '../unit/runs/fixtures.ts';
import { softwareVulkan } from './softwareVulkan.ts';

it('The doctor finds every algorithm right on WebGPU and on the CPU, and leaves a report', async () => {
  const built = await bundle({ cli: 'native-worker/cli.ts', model: 'native-worker/model.ts' });
  const storage = temporaryFolder();
  const { code, stdout, stderr } = await startCli(
    { built, storage, environment: softwareVulkan() },
    ...['doctor', '--gpu', '--out', path.join(storage, 'report')],
  ).outcome;
  const file = (extension: string): string =>
    readFileSync(path.join(storage, `report/monosema-gpu-report.${extension}`), 'utf8');
  const report = JSON.parse(file('json')) as GpuReport;
  const markdown = file('md');
  rmSync(storage, { recursive: true });
  rmSync(built, { recursive: true });
  expect(stderr).toMatch(/webgpu[\s\S]*7 of 7 algorithms are right[\s\S]*Written to /u);
  expect(code).toBe(0);
  expect(stdout.trim()).toBe(markdown.trim());
  expect(report.machine.cards.join()).toContain('vk_swiftshader_icd.json');
  const [webgpu] = report.devices;
  expect(webgpu).toMatchObject({ device: 'webgpu', refusal: null, report: { chosen: 'webgpu' } });
  for (const { error, parameters, algorithm } of webgpu?.algorithms ?? []) {
    expect(error, algorithm).toBeLessThan(1e-4);
    expect(parameters, algorithm).toBeLessThan(1e-3);
  }
  for (const { note } of webgpu?.steps ?? []) expect(note).toMatch(/not run: .* s a step/u);
  const cpu = report.devices.at(-1);
  expect(cpu?.device).toBe('cpu');
  expect(cpu?.steps[0]?.milliseconds).toBeGreaterThan(0);
  expect(markdown).toMatch(/## webgpu[\s\S]*\| gba \| yes \|[\s\S]*## cpu/u);
});
