import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendMetrics } from '../../../native-worker/runs/metricsLog.ts';
import { readRunFile, writeRunFile } from '../../../native-worker/runs/runFile.ts';
import { runPaths } from '../../../native-worker/runs/runFolder.ts';
import { acquireFolderLock } from '../../../native-worker/files/folderLock.ts';
import { slug } from '../../../native-worker/runs/runStore.ts';
import { metricsAt, openStore, someModel, someRequest, temporaryFolder } from './fixtures.ts';

let storage: string;
beforeEach(() => {
  storage = temporaryFolder();
});
afterEach(() => {
  rmSync(storage, { recursive: true, force: true });
});

const create = (name: string): ReturnType<ReturnType<typeof openStore>['create']> =>
  openStore(storage).create({ request: someRequest({ name }), model: someModel });

/** Writes run.json as a job that then died would have left it. */
function leaveStatus(folder: string, status: 'running' | 'finished', step = 0): void {
  const { runFile } = runPaths(folder);
  const progress = {
    phase: 'train' as const,
    fraction: 0.3,
    step,
    steps: 100,
    tokens: 0,
    tokensPerSecond: null,
    secondsLeft: null,
  };
  writeRunFile(runFile, { ...readRunFile(runFile), status, progress });
}

describe('a store of runs', () => {
  test('lists what it made, newest first', async () => {
    create('first');
    await new Promise((resolve) => setTimeout(resolve, 5));
    create('second');
    expect(
      openStore(storage)
        .list()
        .map((run) => [run.id, run.status]),
    ).toEqual([
      ['second', 'starting'],
      ['first', 'starting'],
    ]);
  });

  test('gives two runs of one name two ids', () => {
    expect(create('My run!').id).toBe('my-run');
    expect(create('my RUN').id).toBe('my-run-2');
  });

  test('shows a run whose job is gone as interrupted, and says what to do', () => {
    const run = create('dead');
    leaveStatus(run.folder, 'running', 30);
    const shown = openStore(storage).get('dead');
    expect(shown.status).toBe('interrupted');
    expect(shown.problem).toContain('after step 30');
    expect(shown.problem).toContain('Resume');
  });

  test('shows a run whose job holds the lock as running', () => {
    const run = create('alive');
    leaveStatus(run.folder, 'running');
    const lock = acquireFolderLock(runPaths(run.folder), null);
    expect(openStore(storage).get('alive').status).toBe('running');
    lock.dispose();
    expect(openStore(storage).get('alive').status).toBe('interrupted');
  });

  test.each([
    ['no JSON', '{"version": 1,'],
    ['another version', '{"version": 99}'],
    ['wrong fields', '{"version": 1, "id": 5}'],
    ['emptiness', ''],
  ])('lists a run.json holding %s as failed, with the file named', (_what, content) => {
    const run = create('broken');
    const { runFile } = runPaths(run.folder);
    writeFileSync(runFile, content);
    const [shown] = openStore(storage).list();
    expect(shown).toMatchObject({ id: 'broken', status: 'failed' });
    expect(shown?.problem).toContain(runFile);
    expect(readFileSync(runFile, 'utf8')).toBe(content);
  });

  test('lists a folder without run.json as failed rather than hiding it', () => {
    mkdirSync(path.join(storage, 'stray'));
    expect(openStore(storage).get('stray')).toMatchObject({ status: 'failed' });
  });

  test('renames without moving the folder', () => {
    create('old name');
    expect(openStore(storage).rename('old-name', 'Neuer Name')).toMatchObject({
      id: 'old-name',
      name: 'Neuer Name',
    });
    expect(openStore(storage).get('old-name').name).toBe('Neuer Name');
  });

  test('deletes a run, and a broken one too', () => {
    create('good');
    writeFileSync(runPaths(create('bad').folder).runFile, 'x');
    const store = openStore(storage);
    store.delete('good');
    store.delete('bad');
    expect(store.list()).toEqual([]);
  });

  test('refuses to delete or rename a run whose job lives', () => {
    const run = create('busy');
    const lock = acquireFolderLock(runPaths(run.folder), null);
    expect(() => {
      openStore(storage).delete('busy');
    }).toThrow(/in use by process/u);
    expect(() => openStore(storage).rename('busy', 'x')).toThrow(/in use by process/u);
    lock.dispose();
    expect(existsSync(run.folder)).toBe(true);
  });

  test('names the known runs when asked for an unknown one', () => {
    create('one');
    expect(() => openStore(storage).get('two')).toThrow('There is no run "two"; there are: one.');
  });

  test('lists shipped runs last, read-only, and refuses to change them', () => {
    const shipped = path.join(storage, 'elsewhere', 'starter-run');
    const made = openStore(path.join(storage, 'made')).create({
      request: someRequest({ name: 'starter-run' }),
      model: someModel,
    });
    leaveStatus(made.folder, 'running');
    cpSync(made.folder, shipped, { recursive: true });
    const store = openStore(path.join(storage, 'runs'), [shipped, path.join(storage, 'not there')]);
    expect(store.list()).toHaveLength(1);
    expect(store.get('starter-run')).toMatchObject({ readOnly: true, status: 'running' });
    expect(() => {
      store.delete('starter-run');
    }).toThrow('cannot be changed');
    expect(store.create({ request: someRequest({ name: 'starter run' }), model: someModel }).id).toBe(
      'starter-run-2',
    );
  });

  test('gives the last whole metrics line', () => {
    const run = create('metered');
    const { metrics } = runPaths(run.folder);
    appendMetrics(metrics, metricsAt(10));
    writeFileSync(metrics, `${readFileSync(metrics, 'utf8')}{"step": 20, "tok`);
    expect(openStore(storage).get('metered').lastMetrics?.step).toBe(10);
  });
});

test.each([
  ['Qwen2.5 blocks.3.hook_mlp_out', 'qwen2.5-blocks.3.hook-mlp-out'],
  ['  Größe: Äpfel/../etc ', 'gro-e-apfel-..-etc'],
  ['漢字', 'run'],
  ['con', 'run-con'],
  ['..', 'run'],
  ['x'.repeat(90), 'x'.repeat(60)],
])('the name %s makes a folder name that every system takes', (name, expected) => {
  expect(slug(name)).toBe(expected);
});
