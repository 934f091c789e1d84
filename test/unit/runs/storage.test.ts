import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setupFromEnvironment } from '../../../native-worker/engine/engineSetup.ts';
import { packageFolder, packageVersion } from '../../../native-worker/installation.ts';
import { modelFolderNames, starterCorpusFolder } from '../../../native-worker/starterMedia.ts';
import { defaultStorage, openStorage, StorageError } from '../../../native-worker/storage.ts';
import { ENGINE_OPTIONS_VARIABLE } from '../../../protocol/engineOptions.ts';
import { temporaryFolder } from './fixtures.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the storage is the flag, else the variable', () => {
  const environment = { MONOSEMA_STORAGE: path.join(folder, 'variable') };
  expect(openStorage(path.join(folder, 'flag'), environment).root).toBe(path.join(folder, 'flag'));
  expect(openStorage(undefined, environment).runs).toBe(path.join(folder, 'variable', 'runs'));
  expect(existsSync(path.join(folder, 'variable', 'runs'))).toBe(true);
});

test('without either it follows XDG where that is set and absolute, else the home folder', () => {
  expect(defaultStorage({ XDG_DATA_HOME: '/data' })).toBe(path.join('/data', 'monosema'));
  expect(defaultStorage({ XDG_DATA_HOME: 'relative' })).toBe(path.join(homedir(), '.monosema'));
  expect(defaultStorage({})).toBe(path.join(homedir(), '.monosema'));
});

test('a storage that cannot be made says how to name another', () => {
  writeFileSync(path.join(folder, 'file'), '');
  expect(() => openStorage(path.join(folder, 'file', 'storage'))).toThrow(StorageError);
  expect(() => openStorage(path.join(folder, 'file', 'storage'))).toThrow('--storage or MONOSEMA_STORAGE');
});

test('the installation is found from the sources, with its media', () => {
  expect(existsSync(path.join(packageFolder(), 'native-worker'))).toBe(true);
  expect(packageVersion()).toMatch(/^\d+\.\d+\.\d+/u);
  expect(starterCorpusFolder()).toBe(path.join(packageFolder(), 'media', 'starter-corpus'));
});

test('run.json names the starter model by word, for its path changes with every update', () => {
  const real = path.join(packageFolder(), 'media', 'starter-model');
  const stored = modelFolderNames.store(real);
  expect(stored).toBe('monosema:starter-model');
  expect(modelFolderNames.resolve(stored)).toBe(real);
  expect(modelFolderNames.resolve(modelFolderNames.store('/models/other'))).toBe('/models/other');
});

test('an engine takes its options from its host, and hands media and threads on to its children', () => {
  const media = path.join(folder, 'media');
  mkdirSync(media);
  const options = { storage: folder, media, threads: 3, memoryMegabytes: 500, logLevel: 'debug' };
  const environment: NodeJS.ProcessEnv = { [ENGINE_OPTIONS_VARIABLE]: JSON.stringify(options) };
  expect(setupFromEnvironment(environment)).toMatchObject({
    threads: 3,
    memoryMegabytes: 500,
    logLevel: 'debug',
    storage: { root: folder },
  });
  expect(environment).toMatchObject({ MONOSEMA_MEDIA: media, MONOSEMA_THREADS: '3' });
});

test('options that make no sense are refused with the field named', () => {
  const environment = {
    [ENGINE_OPTIONS_VARIABLE]: JSON.stringify({ storage: folder, media: folder, threads: 0 }),
  };
  expect(() => setupFromEnvironment(environment)).toThrow(/MONOSEMA_ENGINE_OPTIONS is wrong[\s\S]*threads/u);
  expect(() => setupFromEnvironment({ [ENGINE_OPTIONS_VARIABLE]: '{' })).toThrow(
    'MONOSEMA_ENGINE_OPTIONS is wrong',
  );
});
