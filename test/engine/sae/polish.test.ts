import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBackend } from '../../../native-worker/compute/openBackend.ts';
import type { StateReader } from '../../../native-worker/compute/stateReader.ts';
import { readCheckpoint, writeCheckpoint } from '../../../native-worker/sae/checkpoint.ts';
import { evaluateDeployed } from '../../../native-worker/sae/evaluate.ts';
import { finishSae } from '../../../native-worker/sae/finish.ts';
import type { FinishedSae } from '../../../native-worker/sae/finish.ts';
import { backendOptions } from '../../../native-worker/sae/trainer.ts';
import type { GbaConfig, SaeConfig } from '../../../protocol/training.ts';
import { toyConfig } from './toyConfig.ts';
import { trainedToy } from './trainedToy.ts';
import type { TrainedToy } from './trainedToy.ts';

let toy: TrainedToy;
let refitted: FinishedSae;
beforeAll(async () => {
  toy = await trainedToy(60);
  refitted = await finishSae(toy.config, toy.snapshot, toy.backend, toy.source);
});
afterAll(() => toy.backend.dispose());

function polishing(polishSteps: number, algorithm: Partial<GbaConfig> = {}): SaeConfig {
  return toyConfig({ seed: 60 }, { polishSteps, ...algorithm });
}

it.each([{ adaptation: 'published' }, { adaptation: 'requantile', adaptEverySteps: 75 }] as const)(
  'The polish lowers the error by a tenth and more at unchanged decoder rows, %o',
  async (algorithm) => {
    const { snapshot, backend, source, heldOut } = toy;
    const config = polishing(150, algorithm);
    const polished = await finishSae(config, snapshot, backend, source, { threads: 2 });
    expect(polished.parameters.weights).toEqual(refitted.parameters.weights);
    expect(polished.parameters.encoder).not.toEqual(refitted.parameters.weights);
    const before = await evaluateDeployed(refitted.parameters, heldOut);
    const after = await evaluateDeployed(polished.parameters, heldOut);
    expect(after.nmse).toBeLessThan(0.9 * before.nmse);
    // The frequencies are those of the polished SAE.
    const l0 = polished.frequencies.reduce((sum, frequency) => sum + frequency, 0);
    expect(Math.abs(after.l0 - l0)).toBeLessThan(0.5);
  },
);

it('A polish repeated is equal bit for bit', async () => {
  const { snapshot, backend, source } = toy;
  const [one, other] = [
    await finishSae(polishing(20), snapshot, backend, source, { threads: 2 }),
    await finishSae(polishing(20), snapshot, backend, source, { threads: 2 }),
  ];
  expect(other).toEqual(one);
});

it('A polish ends when its run does', async () => {
  const { snapshot, backend, source, config } = toy;
  // Those of the refit and of three steps.
  const last = refitted.rows + 3 * config.batchTokens;
  let rows = 0;
  const onRows = (count: number): void => {
    rows += count;
  };
  const check = (): Promise<void> =>
    rows >= last ? Promise.reject(new Error('The run was asked to stop.')) : Promise.resolve();
  await expect(finishSae(polishing(100), snapshot, backend, source, { check, onRows })).rejects.toThrow(
    /asked to stop/,
  );
  expect(rows).toBe(last);
});

it('A backend that is released comes to the same, its state read from a checkpoint', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'monosema-finish-')), 'last.checkpoint');
  const { config, snapshot, source } = toy;
  await writeCheckpoint(file, snapshot);
  const backend = await openBackend('cpu', backendOptions(config, toy.dIn), 2);
  let released = 0;
  const release = async (): Promise<StateReader> => {
    released++;
    await backend.dispose();
    return (await readCheckpoint(file)).state;
  };
  try {
    expect(await finishSae(config, snapshot, backend, source, { release })).toEqual(refitted);
    expect(released).toBe(1);
    await expect(backend.encode(toy.heldOut, refitted.parameters)).rejects.toThrow();
  } finally {
    rmSync(path.dirname(file), { recursive: true });
  }
});
