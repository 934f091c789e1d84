/** `monosema evaluate`: what an SAE costs its model, and whether its features are about one thing, by a test that asks no other model. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { MonosemanticityOptions } from '../../monosemanticity/evaluation/evaluateMonosemanticity.ts';
import { explainWriteError } from '../../files/atomicFile.ts';
import { threadBudget } from '../../threadBudget.ts';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.ts';
import { countFlag, numberFlag, textFlag, type Flags } from '../flags.ts';
import { experimentFolder, runExperiment } from '../runExperiment.ts';
import type { Session } from '../session.ts';
import { evaluateSpliceOf } from './evaluateSplice.ts';
import { reinitialisedRun } from './reinitialisedRun.ts';
import { corpusFrom } from './train.ts';

const DEFAULT_TOKENS = 400_000;
const DEFAULT_FEATURES = 200;

/** Both kinds where both are named, the splice first: each writes a report of its own. */
export async function evaluate(session: Session, target: string, flags: Flags): Promise<ExitCode> {
  const kinds = kindsOf(session, flags);
  const folder = await folderOf(session, target);
  let code: ExitCode = EXIT.ok;
  for (const kind of kinds) {
    if (code !== EXIT.ok) break;
    const own = kinds.length > 1 ? withOwnFolder(flags, kind) : flags;
    code =
      kind === 'splice'
        ? await evaluateSpliceOf(session, own, { folder, command: commandLine(target, flags, kind) })
        : await evaluateMonosemanticityOf(session, own, target, folder);
  }
  return code;
}

type Kind = 'splice' | 'monosemanticity';

/** Flags that only the test of monosemanticity knows. */
const MONOSEMANTICITY_FLAGS = ['features', 'reinitialised', 'trainReinitialised'] as const;

/** @throws UsageError for flags that do not go together */
function kindsOf(session: Session, flags: Flags): Kind[] {
  const monosemanticity = flags['monosemanticity'] === true;
  const kinds: Kind[] = [
    ...(flags['splice'] === true || !monosemanticity ? (['splice'] as const) : []),
    ...(monosemanticity ? (['monosemanticity'] as const) : []),
  ];
  const foreign = MONOSEMANTICITY_FLAGS.find((name) => flags[name] !== undefined && flags[name] !== false);
  if (foreign !== undefined && !monosemanticity)
    throw new UsageError(`${dashed(foreign)} belongs to --monosemanticity; name that too, or leave it out.`);
  if (kinds.length > 1 && session.json)
    throw new UsageError(
      '--json prints one report: ask for --splice and --monosemanticity one after the other.',
    );
  return kinds;
}

/** Two reports cannot share a folder. */
function withOwnFolder(flags: Flags, kind: Kind): Flags {
  const out = textFlag(flags, 'out');
  return out === undefined ? flags : { ...flags, out: path.join(out, kind) };
}

async function evaluateMonosemanticityOf(
  session: Session,
  flags: Flags,
  target: string,
  folder: string,
): Promise<ExitCode> {
  const options = optionsFrom(flags, target, folder);
  const reinitialised = await reinitialisedFolder(session, folder, flags);
  let beside: Readonly<Record<string, string>> = {};
  const code = await runExperiment(session, flags, 'monosemanticity', options.command, async (run) => {
    // onnxruntime is loaded here and not with the program: the other commands do without it in this process.
    const { evaluateMonosemanticity } =
      await import('../../monosemanticity/evaluation/evaluateMonosemanticity.ts');
    const { report, examples, units } = await evaluateMonosemanticity({
      ...options,
      reinitialised,
      signal: run.signal,
      onProgress: run.onProgress,
    });
    beside = { 'examples.md': examples, 'units.json': `${JSON.stringify(units, null, 1)}\n` };
    return report;
  });
  writeBeside(experimentFolder(session, flags, 'monosemanticity'), beside);
  return code;
}

/** A folder as it stands, else the folder of the run of that id. @throws what an unknown run throws */
async function folderOf(session: Session, target: string): Promise<string> {
  const given = path.resolve(target);
  const isFolder = ['run.json', 'cfg.json'].some((file) => existsSync(path.join(given, file)));
  if (isFolder || /[\\/]/u.test(target)) return given;
  const run = await session.request('runs/get', { runId: target });
  return run.folder;
}

function optionsFrom(
  flags: Flags,
  target: string,
  folder: string,
): Omit<MonosemanticityOptions, 'reinitialised' | 'onProgress'> {
  const tokens = numberFlag(flags, 'tokens') ?? DEFAULT_TOKENS;
  const features = countFlag(flags, 'features') ?? DEFAULT_FEATURES;
  if (!Number.isSafeInteger(tokens) || tokens < 1000)
    throw new UsageError(`--tokens is ${tokens}; give a whole number of at least 1000.`);
  if (features < 1) throw new UsageError('--features is 0; give at least 1.');
  const model = textFlag(flags, 'model');
  const hook = textFlag(flags, 'hook');
  const threads = threadBudget();
  return {
    subject: {
      folder,
      ...(model === undefined ? {} : { model: path.resolve(model) }),
      ...(hook === undefined ? {} : { hook }),
      ...(threads === undefined ? {} : { threads }),
    },
    corpus: flags['corpus'] === undefined ? null : corpusFrom(flags),
    tokens,
    features,
    seed: countFlag(flags, 'seed') ?? 1,
    command: commandLine(target, flags, 'monosemanticity'),
    ...(threads === undefined ? {} : { threads }),
  };
}

/** The run of the re-initialised model, trained first where asked for; null where that baseline is left out. */
async function reinitialisedFolder(session: Session, folder: string, flags: Flags): Promise<string | null> {
  const given = textFlag(flags, 'reinitialised');
  const train = flags['trainReinitialised'] === true;
  if (given !== undefined && train)
    throw new UsageError(
      '--reinitialised names a run and --train-reinitialised makes one; give one of them.',
    );
  if (given !== undefined) return folderOf(session, given);
  return train ? reinitialisedRun(session, folder) : null;
}

/** Again with the same flags; the folder of the report does not matter to it. */
function commandLine(target: string, flags: Flags, kind: Kind): string {
  const parts = ['monosema', 'evaluate', quoted(target), `--${kind}`];
  for (const name of [
    'corpus',
    'include',
    'exclude',
    'textColumn',
    'tokens',
    'features',
    'seed',
    'model',
    'hook',
    'reinitialised',
  ]) {
    const value =
      kind === 'splice' && MONOSEMANTICITY_FLAGS.some((own) => own === name) ? undefined : flags[name];
    const values: unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
    for (const each of values) {
      const text = textFlag({ each }, 'each') ?? '';
      parts.push(dashed(name), quoted(text));
    }
  }
  if (kind === 'monosemanticity' && flags['trainReinitialised'] === true) parts.push('--train-reinitialised');
  return parts.join(' ');
}

/** `trainReinitialised` as it is written on the command line. */
function dashed(name: string): string {
  return `--${name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
}

function quoted(text: string): string {
  return /^[\w./:=,@+-]+$/u.test(text) ? text : `"${text.replace(/(["\\$`])/gu, '\\$1')}"`;
}

function writeBeside(out: string, files: Readonly<Record<string, string>>): void {
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(out, name), text);
  } catch (error) {
    throw explainWriteError(out, error);
  }
}
