/**
 * 2,000 broken models are opened and run in child processes. Each is refused with an error that says what is wrong, or runs; a child that
 * dies by a signal, or takes long, is a failure. A case is its seed: `FUZZ_SEEDS=1234,99 npx vitest run …/fuzz.test.ts` runs single ones and
 * writes what became of them to test/.artifacts/fuzz.json.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bundle } from '../../processes/bundle.ts';
import { fixtureModels } from '../golden.ts';
import type { FuzzReply } from './fuzzChild.ts';

const cases = 2000;
const children = 2;
/** A case takes hundredths of a second; this is for machines that do other things too. */
const longest = 20_000;

/** Errors that the engine throws on purpose. */
const understood = new Set([
  'ran',
  'ModelFolderError',
  'OnnxFileError',
  'DeviceUnavailableError',
  'ModelRunError',
  'UnsupportedInputError',
  'FixedShapeError',
  'UnknownTensorError',
  'UnknownWidthError',
  'TapShapeError',
  'TokenBatchError',
  'TokenizerNotFoundError',
  'BadTokenizerError',
  'UnsupportedTokenizerError',
]);

type Ending = FuzzReply | { seed: number; name: string; outcome: 'died' | 'hung'; message: string };

/** One case in `child`: its reply, or how the child ended. */
function runCase(child: ChildProcess, seed: number): Promise<Ending> {
  return new Promise((resolve) => {
    const finish = (ending: Ending): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve(ending);
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      finish({ seed, name: '', outcome: 'hung', message: `no answer in ${longest} ms` });
    }, longest);
    child.once('message', (reply) => {
      finish(reply as FuzzReply);
    });
    child.once('exit', (code, signal) => {
      finish({ seed, name: '', outcome: 'died', message: `exit code ${code}, signal ${signal}` });
    });
    child.send(seed);
  });
}

/** Runs seeds one after the other in one child, and goes on in a new one where that is gone. */
async function runSeeds(program: string, waiting: number[], endings: Ending[]): Promise<void> {
  let child: ChildProcess | null = null;
  for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
    child ??= fork(program, [fixtureModels], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const ending = await runCase(child, seed);
    if (ending.outcome === 'died' || ending.outcome === 'hung') child = null;
    endings.push(ending);
  }
  child?.disconnect();
}

test(
  `${cases} broken models are refused in words or run, and no process dies`,
  { timeout: 300_000 },
  async () => {
    const asked = process.env['FUZZ_SEEDS']?.split(',').map(Number);
    const seeds = asked ?? Array.from({ length: cases }, (_, i) => i);
    const program = path.join(
      await bundle({ fuzzChild: path.join(import.meta.dirname, 'fuzzChild.ts') }),
      'fuzzChild.js',
    );
    const endings: Ending[] = [];
    const waiting = [...seeds];
    await Promise.all(Array.from({ length: children }, () => runSeeds(program, waiting, endings)));
    if (asked || process.env['FUZZ_REPORT'])
      writeFileSync('test/.artifacts/fuzz.json', JSON.stringify(endings, null, 1));
    const failures = endings.filter(
      ({ outcome, message }) => !understood.has(outcome) || (outcome !== 'ran' && message.length < 30),
    );
    expect(failures).toEqual([]);
    expect(endings).toHaveLength(seeds.length);
    // Most mutations break something, but a fuzz test whose every case is refused at the door tests only the door.
    if (!asked) expect(endings.filter(({ outcome }) => outcome === 'ran').length).toBeGreaterThan(cases / 20);
  },
);
