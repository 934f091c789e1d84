/** Text and model folders that cannot be used, as the command line refuses them: before anything is made. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { bundle } from '../processes/bundle.ts';
import { startCli, type CliOutcome } from '../processes/cliProcess.ts';
import { tinyModelFolder } from '../processes/tinyRun.ts';

let built: string;
let storage: string;
const monosema = (...args: string[]): Promise<CliOutcome> => startCli({ built, storage }, ...args).outcome;

beforeAll(async () => {
  built = await bundle({
    cli: 'native-worker/cli.ts',
    model: 'native-worker/model.ts',
    job: 'native-worker/job.ts',
  });
  storage = temporaryFolder();
});
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
  rmSync(storage, { recursive: true, force: true });
});

/** A new folder with one file. */
function folderWith(name: string, content: string | Uint8Array): string {
  const folder = mkdtempSync(path.join(storage, 'given-'));
  writeFileSync(path.join(folder, name), content);
  return folder;
}

test.each<[string, () => string[], RegExp]>([
  ['only binary files', () => [folderWith('a.bin', Buffer.from([0, 1, 2]))], /no text .*a\.bin: binary/u],
  [
    'only bytes that are not UTF-8',
    () => [folderWith('a.txt', Buffer.from([255, 254]))],
    /a\.txt: not UTF-8/u,
  ],
  ['only empty files', () => [folderWith('a.txt', '')], /no text \(files: 1, all empty\)/u],
  ['no files', () => [folderWith('a.txt', ''), '--include', '*.ts'], /no files that match/u],
  [
    'a broken line of JSON',
    () => [path.join(folderWith('a.jsonl', '{"text": "x"}\n{"text": \n'), 'a.jsonl')],
    /line 2.*Mend or remove that line/u,
  ],
  ['no rows', () => [path.join(folderWith('a.jsonl', ''), 'a.jsonl')], /has no rows/u],
  [
    'no such column',
    () => [path.join(folderWith('a.csv', 'id,body\n1,x\n'), 'a.csv')],
    /"id", "body".*--text-column/u,
  ],
  [
    'no table inside',
    () => [path.join(folderWith('a.parquet', 'no'), 'a.parquet')],
    /whole file of its kind/u,
  ],
])('refuses a corpus with %s before a run is made', async (_what, corpusFlags, message) => {
  const runs = path.join(storage, 'runs');
  const model = ['--model', tinyModelFolder, '--hook', 'blocks.0.hook_resid_post'];
  const { code, stdout, stderr } = await monosema('train', ...model, '--corpus', ...corpusFlags());
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /mu);
  expect([code, stdout]).toEqual([1, '']);
  expect(existsSync(runs) ? readdirSync(runs) : []).toEqual([]);
});

test('says which model folders cannot be used, and why', async () => {
  const gguf = folderWith('model-Q4.gguf', 'GGUF');
  const { code, stderr } = await monosema('models', gguf);
  expect(stderr).toMatch(/holds no model folder.*not GGUF \(model-Q4\.gguf\)/u);
  expect(code).toBe(1);
});
