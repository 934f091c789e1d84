import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readWhole } from '../../../native-worker/compute/stateReader.ts';
import { zeroState } from '../../../native-worker/compute/saeState.ts';
import { readCheckpoint, writeCheckpoint } from '../../../native-worker/sae/checkpoint.ts';
import { CheckpointDamagedError } from '../../../native-worker/sae/checkpointBytes.ts';
import {
  listCheckpoints,
  loadNewestCheckpoint,
  saveCheckpoint,
} from '../../../native-worker/sae/checkpointFolder.ts';
import { resumable, wholeSnapshot, type WholeSnapshot } from '../../engine/sae/wholeSnapshot.ts';

function snapshot(step: number): WholeSnapshot {
  const state = { ...zeroState({ dIn: 2, dSae: 3, tied: true }), step };
  state.weights.set([0.1, -0.2, Infinity, 1e-40, -0, 7]);
  state.preBiasSecondMoment.set([3, 4]);
  return {
    state,
    memory: {
      values: { lowestBias: -1.7, rows: [5, 9], reports: [null, { realised: 0.1, aboveCap: 1 / 3 }] },
      arrays: {
        counts: Uint32Array.of(4_000_000_000, 1, 2),
        peaks: Float32Array.of(-Infinity, 0.5, 1),
      },
    },
    lastFired: Float64Array.of(0, 2 ** 40, 1),
    normaliser: { kind: 'dataset', factor: 1 / 3 },
    random: [1, 4294967295, 3, 4],
    startPosition: { epoch: 0, block: 0, offset: 0 },
    position: { epoch: 2, block: 3, offset: 17 },
  };
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'monosema-checkpoint-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('A checkpoint comes back bit for bit, and no temporary file is left', async () => {
  const file = join(folder, 'one.checkpoint');
  await writeCheckpoint(file, resumable(snapshot(12)));
  expect(await wholeSnapshot(await readCheckpoint(file))).toEqual(snapshot(12));
  expect(await readdir(folder)).toEqual(['one.checkpoint']);
});

it('A checkpoint that is cut after it was checked is named when its state is read', async () => {
  const file = join(folder, 'one.checkpoint');
  await writeCheckpoint(file, resumable(snapshot(12)));
  const { state } = await readCheckpoint(file);
  // Behind the state come 80 bytes: counts, peaks, lastFired and the hash.
  const left = (await readFile(file)).length - 84;
  await truncate(file, left);
  await expect(readWhole(state)).rejects.toThrow(`ends at byte ${left}`);
  await expect(readWhole(state)).rejects.toThrow(CheckpointDamagedError);
});

it("An untied state with any algorithm's memory comes back bit for bit", async () => {
  const file = join(folder, 'untied.checkpoint');
  const state = { ...zeroState({ dIn: 2, dSae: 3, tied: false }), step: 7 };
  state.encoder.set([1, 2, 3, -4, 5, 6]);
  state.thresholds.set([0.1, 0.2, 0.3]);
  const arrays = { lastFired: Float64Array.of(1e300, 0, 3), dead: Float32Array.of(0, 1, 0) };
  const untied = { ...snapshot(7), state, memory: { values: { threshold: 0.1 + 0.2, none: null }, arrays } };
  await writeCheckpoint(file, resumable(untied));
  expect(await wholeSnapshot(await readCheckpoint(file))).toEqual(untied);
});

it('A checkpoint of version 1, of GBA alone and tied, is still read', async () => {
  const file = join(folder, 'first.checkpoint');
  const { state, memory, lastFired, ...rest } = snapshot(12);
  const { values, arrays } = memory;
  const { rows, ...others } = values;
  const header = { version: 1, dIn: 2, dSae: 3, step: 12, ...rest, ...others, windowRows: rows };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const before = [
    ...[state.weights, state.firstMoment, state.secondMoment],
    ...[state.scales, state.scaleFirstMoment, state.scaleSecondMoment, state.biases],
    ...[state.preBias, state.preBiasFirstMoment, state.preBiasSecondMoment],
  ];
  const following = [...before, ...Object.values(arrays), lastFired].map(({ buffer }) => Buffer.from(buffer));
  const body = Buffer.concat([Buffer.from('MONOSEMA'), length, json, ...following]);
  const written = Buffer.concat([body, createHash('sha256').update(body).digest()]);
  await writeFile(file, written);
  expect(await wholeSnapshot(await readCheckpoint(file))).toEqual(snapshot(12));
});

describe('A damaged checkpoint', () => {
  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, -40), /checksum/],
    ['cut to nothing', (bytes: Buffer) => bytes.subarray(0, 3), /does not start/],
    [
      'with one bit turned',
      (bytes: Buffer) => bytes.with(bytes.length - 60, 1 ^ (bytes.at(-60) ?? 0)),
      /checksum/,
    ],
    ['of other content', () => Buffer.from('hello'), /does not start/],
  ] as const)('%s is named', async (_, damage, message) => {
    const file = join(folder, 'one.checkpoint');
    await writeCheckpoint(file, resumable(snapshot(1)));
    await writeFile(file, damage(await readFile(file)));
    await expect(readCheckpoint(file)).rejects.toThrow(CheckpointDamagedError);
    await expect(readCheckpoint(file)).rejects.toThrow(message);
  });

  it('is passed over for the one before it', async () => {
    await saveCheckpoint(folder, resumable(snapshot(10)), 10);
    const { file } = await saveCheckpoint(folder, resumable(snapshot(20)), 10);
    await truncate(file, 100);
    const damaged: string[] = [];
    const loaded = await loadNewestCheckpoint(folder, ({ message }) => damaged.push(message));
    expect(loaded?.state.step).toBe(10);
    expect(damaged).toHaveLength(1);
    expect(damaged[0]).toContain('00000020.checkpoint');
  });
});

it('Kept are the newest two and each tenth', async () => {
  for (let step = 5; step <= 115; step += 5) await saveCheckpoint(folder, resumable(snapshot(step)), 5);
  expect((await listCheckpoints(folder)).map(({ step }) => step)).toEqual([115, 110, 100, 50]);
});

it('Files of other names are no checkpoints, and neither is a folder that is not there', async () => {
  await writeFile(join(folder, '00000005.checkpoint.77.tmp'), 'half');
  expect(await listCheckpoints(folder)).toEqual([]);
  expect(await loadNewestCheckpoint(join(folder, 'none'), () => undefined)).toBeNull();
});
