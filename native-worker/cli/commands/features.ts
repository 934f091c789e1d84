/** `monosema features`: a run's features as a table, or one feature with its examples. */
import type {
  FeatureDetail,
  FeatureExample,
  FeaturePage,
  FeaturePurity,
  FeatureRow,
  FeatureSortKey,
} from '../../../protocol/feature.ts';
import { messageOf } from '../../../link/engineError.ts';
import { logitLines } from '../logitLines.ts';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.ts';
import { choiceFlag, countFlag, textFlag, type Flags } from '../flags.ts';
import { cut, oneLine, share, table, width } from '../format.ts';
import type { Session } from '../session.ts';

const SORT_KEYS = [
  'index',
  'density',
  'maxActivation',
  'meanActivation',
  'group',
  'clusterSize',
] as const satisfies readonly FeatureSortKey[];
const EXAMPLES_SHOWN = 8;

export async function features(session: Session, runId: string, flags: Flags): Promise<ExitCode> {
  const index = countFlag(flags, 'feature');
  return index === undefined ? showPage(session, runId, flags) : showFeature(session, runId, index);
}

async function showPage(session: Session, runId: string, flags: Flags): Promise<ExitCode> {
  const key = choiceFlag(flags, 'sort', SORT_KEYS) ?? 'density';
  const page = await session.request('features/page', {
    runId,
    query: textFlag(flags, 'query') ?? '',
    sort: { key, descending: flags['ascending'] !== true },
    offset: countFlag(flags, 'offset') ?? 0,
    limit: countFlag(flags, 'limit') ?? 20,
  });
  if (page.queryProblem !== null) throw new UsageError(`--query: ${page.queryProblem}`);
  if (session.json) session.printJson(page);
  else printFeatures(session, page);
  return EXIT.ok;
}

export function printFeatures(
  { terminal }: Session,
  { rows, matching, total, indexStep }: FeaturePage,
): void {
  const context = Math.max(30, terminal.columns - 50);
  const lines = table<FeatureRow>(
    [
      { title: 'index', value: (row) => String(row.index), align: 'right' },
      { title: 'density', value: (row) => share(row.density), align: 'right' },
      { title: 'max', value: (row) => row.maxActivation.toFixed(3), align: 'right' },
      { title: 'group', value: (row) => String(row.group), align: 'right' },
      { title: 'top token in context', value: (row) => topInContext(row.topTokens, context) },
    ],
    rows,
  );
  for (const line of lines) terminal.print(line);
  terminal.say(`${rows.length} of ${matching} features that match, of ${total} (index of step ${indexStep})`);
}

/** The token between signs that no programming language uses in pairs, with as much before and after it as fits. */
export function topInContext(topTokens: readonly string[], columns: number): string {
  const [before = '', token = '', after = ''] = topTokens.map(oneLine);
  if (token === '') return '(never active)';
  const marked = `⟦${cut(token, Math.floor(columns / 2))}⟧`;
  const room = columns - width(marked);
  const left = cut(before, Math.floor((room * 2) / 3), 'end');
  return `${left}${marked}${cut(after, Math.max(1, room - width(left)))}`;
}

async function showFeature(session: Session, runId: string, index: number): Promise<ExitCode> {
  const detail = await withEffects(session, runId, await session.request('features/get', { runId, index }));
  if (session.json) session.printJson(detail);
  else printFeature(session, detail);
  return EXIT.ok;
}

/** An index from before they were measured leaves them to the model, which may be gone. */
async function withEffects(session: Session, runId: string, detail: FeatureDetail): Promise<FeatureDetail> {
  if (detail.logitEffects.kind !== 'notIndexed') return detail;
  try {
    const params = { runId, index: detail.row.index };
    return { ...detail, logitEffects: await session.request('features/logitEffects', params) };
  } catch (error) {
    session.terminal.say(`Direct logit effects could not be computed: ${messageOf(error)}`);
    return detail;
  }
}

function printFeature(
  { terminal }: Session,
  { row, examples, neighbours, logitEffects }: FeatureDetail,
): void {
  terminal.print(`Feature ${row.index}${row.label === null ? '' : `: ${row.label}`}`);
  terminal.print(
    `density ${share(row.density)} (target ${share(row.targetFrequency)}), group ${row.group}, max ${row.maxActivation.toFixed(3)}, threshold ${row.threshold.toFixed(3)}`,
  );
  if (row.purity) terminal.print(purityLine(row.purity));
  if (row.clusterSize > 1) terminal.print(`one of ${row.clusterSize} features that point the same way`);
  for (const kind of ['top', 'random'] as const) {
    const shown = examples.filter((example) => example.kind === kind).slice(0, EXAMPLES_SHOWN);
    if (shown.length > 0) terminal.print(`\n${kind} examples`);
    for (const example of shown) terminal.print(exampleLine(example, terminal.columns));
  }
  for (const line of logitLines(logitEffects, terminal.columns)) terminal.print(line);
  if (neighbours.length > 0) terminal.print('\nnearest features');
  for (const { index, cosine, topTokens } of neighbours.slice(0, 5)) {
    terminal.print(
      `${cosine.toFixed(2).padStart(6)}  ${String(index).padStart(6)}  ${topInContext(topTokens, terminal.columns - 18)}`,
    );
  }
}

function purityLine({ rule, purity, lowestQuarter, contextual }: FeaturePurity): string {
  const percent = (value: number): string => `${Math.round(100 * value)} %`;
  const shares = `purity ${percent(purity)}, lowest quarter ${percent(lowestQuarter)}`;
  return `fires on: ${rule} (${shares}${contextual ? ', in context' : ''})`;
}

function exampleLine({ tokens, activations, peak, source }: FeatureExample, columns: number): string {
  const value = (activations[peak] ?? 0).toFixed(3).padStart(7);
  const parts = [tokens.slice(0, peak).join(''), tokens[peak] ?? '', tokens.slice(peak + 1).join('')];
  const place = cut(source, 24, 'end');
  return `${value}  ${topInContext(parts, Math.max(30, columns - 12 - width(place)))}  ${place}`;
}
