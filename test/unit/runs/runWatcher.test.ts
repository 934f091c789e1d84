import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Notify } from '../../../native-worker/engine/jobs.ts';
import { RunWatcher } from '../../../native-worker/engine/runWatcher.ts';
import { openStore, someModel, someRequest, temporaryFolder } from './fixtures.ts';

let storage: string;
let heard: unknown[];
let forgotten: string[];
let watcher: RunWatcher;
const notify: Notify = (name, params) => {
  heard.push([name, 'runId' in params ? params.runId : 'id' in params ? params.id : null]);
};
const create = (name: string): string =>
  openStore(storage).create({ request: someRequest({ name }), model: someModel }).id;

beforeEach(() => {
  storage = temporaryFolder();
  create('old');
  heard = [];
  forgotten = [];
  watcher = new RunWatcher({
    store: openStore(storage),
    notify,
    onDeleted: (runId) => forgotten.push(runId),
    lookMs: 20,
  });
});
afterEach(() => {
  watcher.dispose();
  rmSync(storage, { recursive: true, force: true });
});

test('a run that another window deletes is told of without being asked', async () => {
  openStore(storage).delete('old');
  await expect.poll(() => heard).toEqual([['runs/deleted', 'old']]);
  expect(forgotten).toEqual(['old']);
});

test('a run that another window makes is told of, once', () => {
  create('new');
  watcher.look();
  watcher.look();
  expect(heard).toEqual([['runs/changed', 'new']]);
});

test('a storage that cannot be read has not lost its runs', () => {
  rmSync(storage, { recursive: true });
  watcher.look();
  expect(heard).toEqual([]);
});
