/** `monosema models`: hook points with their shapes, and what it says of models that have none. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { fixtureModels } from '../llm/golden.ts';
import { bundle } from '../processes/bundle.ts';
import { startCli, type CliOutcome } from '../processes/cliProcess.ts';

let built: string;
let storage: string;
const monosema = (...args: string[]): Promise<CliOutcome> => startCli({ built, storage }, ...args).outcome;

beforeAll(async () => {
  built = await bundle({ cli: 'native-worker/cli.ts', model: 'native-worker/model.ts' });
  storage = temporaryFolder();
});
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
  rmSync(storage, { recursive: true, force: true });
});

test('shows shape, operator and tensor of every hook point', async () => {
  const { code, stdout } = await monosema('models', path.join(fixtureModels, 'tiny-opt'));
  expect(code).toBe(0);
  expect(stdout).toMatch(/hook point +shape +op +tensor/);
  expect(stdout).toMatch(/blocks\.0\.hook_resid_pre +\[batch, position, 32\] +Add +\/decoder\/Add_\w+/);
  expect(stdout).toMatch(
    /blocks\.0\.hook_mlp_out +\[batch × position, 32\] +Gemm +\/decoder\/layers\.0\/fc2/,
  );
});

test('notes what a quantised graph rounds', async () => {
  const { stdout } = await monosema('models', path.join(fixtureModels, 'tiny-llama-genai-int4'));
  expect(stdout).toMatch(/Note: Its weights are rounded to 4 bits/);
  expect(stdout).toMatch(/Note: 11 MatMulNBits nodes with accuracy_level 4: onnxruntime rounds activations/);
});

test('says that no residual stream was recognised, and which tensors can be read', async () => {
  const folder = path.join(storage, 'more-layers');
  cpSync(path.join(fixtureModels, 'tiny-llama'), folder, { recursive: true });
  const config = path.join(folder, 'config.json');
  writeFileSync(
    config,
    readFileSync(config, 'utf8').replace('"num_hidden_layers": 2', '"num_hidden_layers": 5'),
  );
  const { code, stdout } = await monosema('models', folder);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Note: No residual stream of a decoder with 5 layers was recognised/);
  expect(stdout).toContain("'tensor:/model/layers.0/Add_output_0'");
  // The starter model is listed too; this one has no table.
  expect(stdout.slice(stdout.indexOf(folder))).not.toMatch(/hook point +shape/);
});
