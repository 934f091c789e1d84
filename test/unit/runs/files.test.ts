import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  DiskFullError,
  explainWriteError,
  NotWritableError,
  writeFileAtomic,
} from '../../../native-worker/files/atomicFile.ts';
import { reserveDisk } from '../../../native-worker/runs/diskReserve.ts';
import { appendMetrics, readMetrics, truncateMetrics } from '../../../native-worker/runs/metricsLog.ts';
import { runPaths } from '../../../native-worker/runs/runFolder.ts';
import { InvalidRequestError, parseTrainRequest } from '../../../native-worker/runs/trainRequestSchema.ts';
import { metricsAt, someRequest, temporaryFolder } from './fixtures.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('an atomic write replaces the file and leaves nothing beside it', () => {
  const file = path.join(folder, 'run.json');
  writeFileAtomic(file, 'old');
  writeFileAtomic(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['run.json']);
});

test('a failed write keeps what was there', () => {
  const file = path.join(folder, 'missing', 'run.json');
  expect(() => {
    writeFileAtomic(file, 'x');
  }).toThrow('ENOENT');
  expect(existsSync(path.dirname(file))).toBe(false);
});

test.runIf(existsSync('/dev/full'))('a full disk is told with what to free', () => {
  let error: unknown;
  try {
    writeFileSync('/dev/full', 'x');
  } catch (caught) {
    error = explainWriteError(path.join(folder, 'metrics.jsonl'), caught);
  }
  expect(error).toBeInstanceOf(DiskFullError);
  expect((error as DiskFullError).code).toBe('diskFull');
  expect((error as DiskFullError).message).toMatch(
    /metrics\.jsonl could not be written \(\d+\.\d MB free\)\. Free space by deleting/u,
  );
});

test.each(['EROFS', 'EACCES', 'EPERM'])(
  'a storage that may not be written (%s) is named, with what to do',
  (code) => {
    const error = explainWriteError('/storage/runs/a/run.json', Object.assign(new Error(code), { code }));
    expect(error).toBeInstanceOf(NotWritableError);
    expect(String(error)).toMatch(/run\.json cannot be written \(E.*--storage/u);
  },
);

test('a job sets room aside for its last words, and gives it back', () => {
  const reserve = reserveDisk(runPaths(folder));
  expect(readFileSync(path.join(folder, 'job.reserve'))).toHaveLength(131_072);
  reserve.dispose();
  expect(readdirSync(folder)).toEqual([]);
});

test('metrics are read back from a step on', () => {
  const file = path.join(folder, 'metrics.jsonl');
  for (const step of [10, 20, 30]) appendMetrics(file, metricsAt(step));
  expect(readMetrics(file).map((line) => line.step)).toEqual([10, 20, 30]);
  expect(readMetrics(file, 10).map((line) => line.step)).toEqual([20, 30]);
  expect(readMetrics(path.join(folder, 'none'))).toEqual([]);
});

test('metrics are cut back to a checkpoint, with the torn last line', () => {
  const file = path.join(folder, 'metrics.jsonl');
  for (const step of [10, 20, 30]) appendMetrics(file, metricsAt(step));
  appendFileSync(file, '{"step":40,"tok');
  truncateMetrics(file, 20);
  appendMetrics(file, metricsAt(25));
  expect(readMetrics(file).map((line) => line.step)).toEqual([10, 20, 25]);
});

test('a good request passes unchanged', () => {
  const request = someRequest({ name: 'x', corpus: { kind: 'folder', path: '/w', include: ['**/*.ts'] } });
  expect(parseTrainRequest(structuredClone(request))).toEqual(request);
});

test.each<[string, (request: ReturnType<typeof someRequest>) => unknown, RegExp]>([
  [
    'more groups than features',
    (r) => ({ ...r, sae: { ...r.sae, dSae: 3 } }),
    /4 groups need at least as many features[\s\S]*sae\.dSae/u,
  ],
  ['too few tokens', (r) => ({ ...r, sae: { ...r.sae, trainingTokens: 8 } }), /at least one batch of 32/u],
  ['an unknown field', (r) => ({ ...r, colour: 'red' }), /colour/u],
  ['an unknown device', (r) => ({ ...r, llmDevice: 'tpu' }), /llmDevice/u],
  ['no object', () => 5, /cannot be run/u],
])('a request with %s is refused with the field named', (_what, change, message) => {
  const parse = (): unknown => parseTrainRequest(change(someRequest()));
  expect(parse).toThrow(InvalidRequestError);
  expect(parse).toThrow(message);
});
