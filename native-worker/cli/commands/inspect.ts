/** `monosema inspect`: the features of a text, as the editor's inspector shows them. */
import path from 'node:path';
import type { InspectedFeature, InspectRequest, InspectResult } from '../../../protocol/inspection.ts';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.ts';
import { countFlag, textFlag, type Flags } from '../flags.ts';
import { oneLine, share, table, type Column } from '../format.ts';
import type { Session } from '../session.ts';
import { rangeFlag, textFrom } from '../textFlags.ts';
import { topInContext } from './features.ts';

const DEFAULT_LIMIT = 20;
const TOKENS_SHOWN = 40;

export async function inspect(session: Session, flags: Flags): Promise<ExitCode> {
  const result = await session.request('inspect/text', requestFrom(flags));
  if (session.json) session.printJson(result);
  else printResult(session, result);
  return EXIT.ok;
}

function requestFrom(flags: Flags): InspectRequest {
  const runId = textFlag(flags, 'run');
  const model = textFlag(flags, 'model');
  const hookPoint = textFlag(flags, 'hook');
  if (runId === undefined && (model === undefined || hookPoint === undefined)) {
    throw new UsageError('Say what to inspect with: --run <run>, or --model <folder> and --hook <name>.');
  }
  const selection = rangeFlag(flags, 'selection');
  return {
    ...(runId === undefined ? {} : { runId }),
    ...(model === undefined ? {} : { modelFolder: path.resolve(model) }),
    ...(hookPoint === undefined ? {} : { hookPoint }),
    ...(selection === null ? {} : { selection }),
    text: textFrom(flags),
    limit: countFlag(flags, 'limit') ?? DEFAULT_LIMIT,
  };
}

function printResult({ terminal }: Session, result: InspectResult): void {
  const { tokens, features, activeFeatures, contextTokens, warnings } = result;
  terminal.say(
    `${result.modelName}, ${result.hookPoint}: ${tokens.length} tokens, ${contextTokens} tokens of context before them`,
  );
  for (const warning of warnings) terminal.say(`Note: ${warning}`);
  if (result.runId === null) {
    printTokens({ terminal }, result);
    return;
  }
  const columns: Column<InspectedFeature>[] = [
    { title: 'feature', value: ({ row }) => String(row.index), align: 'right' },
    { title: 'here', value: ({ max }) => max.toFixed(3), align: 'right' },
    {
      title: 'of max',
      value: ({ max, row }) => `${Math.round((100 * max) / Math.max(row.maxActivation, 1e-9))} %`,
      align: 'right',
    },
    { title: 'density', value: ({ row }) => share(row.density), align: 'right' },
    { title: 'tokens here', value: (feature) => strongestHere(feature, result) },
    { title: 'elsewhere', value: ({ row }) => row.label ?? topInContext(row.topTokens, 40) },
  ];
  for (const line of table(columns, features)) terminal.print(line);
  terminal.say(`${features.length} of ${activeFeatures} active features, strongest first`);
}

/** The two tokens on which the feature is strongest. */
function strongestHere({ activations }: InspectedFeature, { tokens }: InspectResult): string {
  return activations
    .map((value, index) => ({ value, text: tokens[index]?.text ?? '' }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, 2)
    .map(({ text }) => oneLine(text))
    .join(' ');
}

function printTokens({ terminal }: Pick<Session, 'terminal'>, { tokens }: InspectResult): void {
  const lines = table(
    [
      { title: 'token', value: (token) => oneLine(token.text) },
      { title: 'norm', value: (token) => token.norm.toFixed(2), align: 'right' },
      {
        title: 'loss',
        value: (token) => (token.loss === null ? '-' : token.loss.toFixed(2)),
        align: 'right',
      },
      {
        title: 'likeliest next',
        value: (token) =>
          token.predictions
            .slice(0, 3)
            .map(({ text }) => oneLine(text))
            .join(' | '),
      },
    ],
    tokens.slice(0, TOKENS_SHOWN),
  );
  for (const line of lines) terminal.print(line);
  if (tokens.length > TOKENS_SHOWN)
    terminal.say(`the first ${TOKENS_SHOWN} of ${tokens.length} tokens; --json gives all`);
}
