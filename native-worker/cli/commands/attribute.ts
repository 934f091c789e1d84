/** `monosema attribute`: which features raised a token. */
import type {
  AttributedFeature,
  AttributionRequest,
  AttributionResult,
} from '../../../protocol/attribution.ts';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.ts';
import { countFlag, textFlag, type Flags } from '../flags.ts';
import { oneLine, table, type Column } from '../format.ts';
import type { Session } from '../session.ts';
import { rangeFlag, textFrom } from '../textFlags.ts';
import { topInContext } from './features.ts';

const DEFAULT_LIMIT = 20;

export async function attribute(session: Session, flags: Flags): Promise<ExitCode> {
  const result = await session.request('inspect/attribute', requestFrom(flags));
  if (session.json) session.printJson(result);
  else printResult(session, result, countFlag(flags, 'limit') ?? DEFAULT_LIMIT);
  return EXIT.ok;
}

function requestFrom(flags: Flags): AttributionRequest {
  const runId = textFlag(flags, 'run');
  if (runId === undefined) throw new UsageError('Say whose features: --run <run>.');
  const text = textFrom(flags);
  if (text === '') throw new UsageError('The text is empty.');
  const scope = textFlag(flags, 'scope') ?? 'position';
  if (scope !== 'position' && scope !== 'context')
    throw new UsageError(`--scope is position or context, not "${scope}".`);
  const tried = countFlag(flags, 'tried');
  return {
    runId,
    text,
    token: rangeFlag(flags, 'at') ?? { start: text.length - 1, end: text.length },
    asked: askedFrom(textFlag(flags, 'next')),
    scope,
    ...(tried === undefined ? {} : { limit: tried }),
  };
}

function askedFrom(next: string | undefined): AttributionRequest['asked'] {
  if (next === undefined) return { kind: 'this' };
  if (next === 'likeliest') return { kind: 'next', id: null };
  if (!/^\d+$/u.test(next)) throw new UsageError(`--next is a token's id or "likeliest", not "${next}".`);
  return { kind: 'next', id: Number(next) };
}

function printResult({ terminal }: Session, result: AttributionResult, limit: number): void {
  const { target, after, features, activeFeatures, logit, logProbability, scope, warnings } = result;
  const probability = (100 * Math.exp(logProbability)).toPrecision(3);
  terminal.say(
    `${result.modelName}, ${result.hookPoint}: "${oneLine(target.text)}" (${target.id}) after "${oneLine(after.text)}" ` +
      `has logit ${logit.toFixed(3)}, probability ${probability} %`,
  );
  for (const warning of warnings) terminal.say(`Note: ${warning}`);
  const columns: Column<AttributedFeature>[] = [
    { title: 'feature', value: ({ row }) => String(row.index), align: 'right' },
    { title: 'logit drop', value: ({ logitDrop }) => logitDrop.toFixed(4), align: 'right' },
    {
      title: 'of ln p',
      value: ({ logProbabilityDrop }) => logProbabilityDrop.toFixed(4),
      align: 'right',
    },
    { title: 'activation', value: ({ activation }) => activation.toFixed(3), align: 'right' },
    { title: 'elsewhere', value: ({ row }) => row.label ?? topInContext(row.topTokens, 40) },
  ];
  for (const line of table(columns, features.slice(0, limit))) terminal.print(line);
  const where = scope === 'position' ? 'there' : 'in the context';
  terminal.say(
    `${Math.min(limit, features.length)} of ${features.length} tried, of ${activeFeatures} features active ${where}; ` +
      `taking a feature out lowers the logit by "logit drop"`,
  );
}
