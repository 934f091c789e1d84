/** How a run looks in the tree: words, icon and the context that its menu entries depend on. Free of vscode. */
import * as l10n from '@vscode/l10n';
import type { RunStatus, RunSummary } from '../../protocol/run.ts';
import { algorithmWords, shortAlgorithm } from '../text/algorithmWords.ts';
import { formatCompact, formatCount, formatPercent, formatValue } from '../text/format.ts';
import { escapeMarkdown, inlineCode } from '../text/markdown.ts';
import { longProgress, isActive, shortProgress, statusLabel } from '../text/runProgress.ts';

export interface TreeItemText {
  label: string;
  description: string;
  /** Codicon, with `~spin` where work is under way. */
  icon: string;
  /** Theme colour of the icon, or null for the default. */
  iconColor: string | null;
  /** Words that package.json's `when` clauses look for, divided and enclosed by dots. */
  contextValue: string;
  tooltip: string;
}

const ICONS = {
  starting: { icon: 'loading~spin', color: null },
  running: { icon: 'sync~spin', color: 'charts.blue' },
  paused: { icon: 'debug-pause', color: 'charts.yellow' },
  stopped: { icon: 'debug-stop', color: null },
  failed: { icon: 'error', color: 'list.errorForeground' },
  finished: { icon: 'pass', color: 'testing.iconPassed' },
  interrupted: { icon: 'warning', color: 'list.warningForeground' },
} as const satisfies Record<RunStatus, { icon: string; color: string | null }>;

/** @param chosen whether the run is the one that Inspect Selection uses. */
export function runTreeItem(run: RunSummary, chosen: boolean): TreeItemText {
  const { icon, color } = ICONS[run.status];
  return {
    label: label(run),
    description: [describe(run), ...(chosen ? [l10n.t('inspecting')] : [])].join(' · '),
    icon: run.readOnly ? 'book' : icon,
    iconColor: run.readOnly ? null : color,
    contextValue: contextValue(run, chosen),
    tooltip: tooltip(run),
  };
}

/** A name made from model and hook point is too long for the side bar: the description says the hook point anyway. */
function label({ name, modelName, request }: RunSummary): string {
  return name === `${modelName} ${request.hookPoint}` ? modelName : name;
}

function describe(run: RunSummary): string {
  const algorithm = run.imported ? run.imported.kind : shortAlgorithm(run.request.sae.algorithm);
  return [describeState(run), ...(algorithm === null ? [] : [algorithm]), run.request.hookPoint].join(' · ');
}

function describeState(run: RunSummary): string {
  if (isActive(run)) return run.progress ? shortProgress(run.progress) : statusLabel(run.status);
  if (run.status === 'finished') return l10n.t('{0} features', formatCount(run.request.sae.dSae));
  const share = run.progress ? ` ${formatPercent(run.progress.fraction)}` : '';
  return `${statusLabel(run.status)}${share}`;
}

function contextValue(run: RunSummary, chosen: boolean): string {
  const words = ['run', run.status];
  if (isActive(run)) words.push('active');
  if (run.indexStep !== null) words.push('indexed');
  if (chosen) words.push('chosen');
  if (run.imported) words.push('imported');
  words.push(run.readOnly ? 'readOnly' : 'own');
  return `.${words.join('.')}.`;
}

function tooltip(run: RunSummary): string {
  const { sae } = run.request;
  const lines = [
    `**${escapeMarkdown(run.name)}** — ${statusLabel(run.status)}`,
    ...(run.problem === null ? [] : [`$(warning) ${escapeMarkdown(run.problem)}`]),
    ...(run.warnings ?? []).map((warning) => `$(warning) ${escapeMarkdown(warning)}`),
    ...(isActive(run) && run.progress ? [longProgress(run.progress)] : []),
    `${l10n.t('Model')}: ${escapeMarkdown(run.modelName)}  \n${l10n.t('Hook point')}: ${inlineCode(run.request.hookPoint)}  \n${l10n.t('Features')}: ${formatCount(sae.dSae)}  \n${originLines(run)}`,
    ...metricsLine(run),
    ...(run.devices
      ? [l10n.t('Language model on {0}, autoencoder on {1}', run.devices.llm.chosen, run.devices.sae.chosen)]
      : []),
    inlineCode(run.folder),
  ];
  return lines.join('\n\n');
}

/** How it was trained, or where it was made. */
function originLines({ request: { sae }, imported }: RunSummary): string {
  if (imported)
    return `${l10n.t('Made elsewhere')}: ${escapeMarkdown(imported.kind)}  \n${l10n.t('Read from')}: ${inlineCode(imported.source)}`;
  return `${l10n.t('Algorithm')}: ${escapeMarkdown(algorithmWords(sae.algorithm))}  \n${l10n.t('Training tokens')}: ${formatCompact(sae.trainingTokens)}`;
}

function metricsLine(run: RunSummary): string[] {
  const metrics = run.lastMetrics;
  if (!metrics) return [];
  const parts = [l10n.t('L0 {0}', formatValue(metrics.l0)), l10n.t('nmse {0}', formatValue(metrics.nmse))];
  if (metrics.explainedVariance !== null)
    parts.push(l10n.t('explained variance {0}', formatValue(metrics.explainedVariance)));
  return [parts.join(' · ')];
}
