/** `monosema import`: an SAE made elsewhere, as a run with an index of its own. */
import path from 'node:path';
import type { ForeignSaeReport } from '../../../protocol/foreignSae.ts';
import type { RunSummary } from '../../../protocol/run.ts';
import { deviceFlag } from '../deviceFlag.ts';
import { UsageError, type ExitCode } from '../exitCodes.ts';
import { countFlag, textFlag, type Flags } from '../flags.ts';
import { count } from '../format.ts';
import type { Session } from '../session.ts';
import { corpusFrom, followRun } from './train.ts';

/** Enough for examples of features that fire on one token in ten thousand. */
const USUAL_TOKENS = 500_000;

export async function importSae(session: Session, given: string, flags: Flags): Promise<ExitCode> {
  const model = textFlag(flags, 'model');
  const place = path.resolve(given);
  const modelFolder = model === undefined ? null : path.resolve(model);
  const report = await session.request('imports/read', { path: place, modelFolder });
  if (!session.json) for (const line of reportLines(report)) session.terminal.say(line);
  if (modelFolder === null)
    throw new UsageError(
      `Name the folder of the model it was trained on: --model <folder>${trainedOn(report)}.`,
    );
  const hookPoint = textFlag(flags, 'hook') ?? report.hookPoint;
  if (hookPoint === null)
    throw new UsageError(
      `${report.hookNote ?? ''} Name the hook point: --hook <name> (monosema models ${model} lists them).`,
    );
  const name = textFlag(flags, 'name');
  const request = {
    path: place,
    modelFolder,
    hookPoint,
    corpus: corpusFrom(flags),
    contextSize: countFlag(flags, 'context') ?? report.contextSize,
    tokens: countFlag(flags, 'tokens') ?? USUAL_TOKENS,
    llmDevice: deviceFlag(flags, 'llmDevice') ?? 'auto',
    ...(name === undefined ? {} : { name }),
  } as const;
  const code = await followRun(
    session,
    () => session.request('imports/start', request),
    (run) => {
      for (const line of sampleLines(run)) session.terminal.say(line);
    },
  );
  return code;
}

function reportLines({
  kind,
  dIn,
  dSae,
  k,
  origin,
  hookPoint,
  hookNote,
  warnings,
}: ForeignSaeReport): string[] {
  const active = k === null ? '' : `, ${k} active a token`;
  return [
    `SAE     ${kind}: ${count(dSae)} features of ${count(dIn)} dimensions${active}`,
    `Trained ${origin.model ?? 'on a model it does not name'}, ${origin.hook ?? 'at a place it does not name'}`,
    ...(hookPoint === null ? [] : [`Hook    ${hookPoint}`]),
    ...[...(hookNote === null ? [] : [hookNote]), ...warnings].map((text) => `Note    ${text}`),
  ];
}

function trainedOn({ origin }: ForeignSaeReport): string {
  return origin.model === null ? '' : ` (its files say ${origin.model})`;
}

function sampleLines({ imported }: RunSummary): string[] {
  const sample = imported?.sample;
  if (sample == null) return [];
  return [
    `On ${count(sample.tokens)} tokens: ${sample.explainedVariance.toFixed(3)} of the variance explained, ` +
      `${sample.l0.toFixed(1)} features active a token, ${count(sample.dead)} on none`,
  ];
}
