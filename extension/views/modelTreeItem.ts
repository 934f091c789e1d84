/** How a model and its hook points look in the tree. Free of vscode. */
import * as l10n from '@vscode/l10n';
import type { HookPoint, ModelSummary } from '../../protocol/model.ts';
import { originLabel } from '../state/modelFolders.ts';
import type { KnownModel } from '../state/modelStore.ts';
import { formatBytes, formatCount, formatPercent } from '../text/format.ts';
import { escapeMarkdown, inlineCode } from '../text/markdown.ts';
import type { TreeItemText } from './runTreeItem.ts';

/** @param chosen whether the model is the one that Inspect Selection uses. */
export function modelTreeItem(model: KnownModel, chosen: boolean): TreeItemText {
  const own = model.origin === 'recent' ? '.recent' : '';
  if (model.summary === null)
    return {
      label: folderName(model.folder),
      description: l10n.t('cannot be used'),
      icon: 'warning',
      iconColor: 'list.warningForeground',
      contextValue: `.model.broken${own}.`,
      tooltip: `$(warning) ${escapeMarkdown(model.problem)}\n\n${inlineCode(model.folder)}`,
    };
  return {
    label: model.summary.name,
    description: [shape(model.summary), ...(chosen ? [l10n.t('chosen')] : [])].join(' · '),
    icon: model.origin === 'starter' ? 'mortar-board' : 'symbol-namespace',
    iconColor: null,
    contextValue: `.model.usable${own}.`,
    tooltip: tooltip(model.summary, model.origin),
  };
}

export function hookPointTreeItem(hook: HookPoint, recommended: boolean): TreeItemText {
  return {
    label: hook.name,
    description: [
      `d ${hook.width}`,
      formatPercent(hook.cost),
      ...(recommended ? [l10n.t('recommended')] : []),
    ].join(' · '),
    icon: recommended ? 'star-full' : 'circle-small',
    iconColor: null,
    contextValue: '.hookPoint.',
    tooltip: `${inlineCode(hook.name)}\n\n${l10n.t('Tensor')}: ${inlineCode(hook.tensor)}  \n${l10n.t('Made by')}: ${escapeMarkdown(hook.op)}  \n${l10n.t('Width')}: ${formatCount(hook.width)}  \n${l10n.t('Share of the forward pass')}: ${formatPercent(hook.cost)}`,
  };
}

export function shape(model: ModelSummary): string {
  return l10n.t('{0} layers · d {1}', model.layers, model.width);
}

function tooltip(model: ModelSummary, origin: KnownModel['origin']): string {
  return [
    `**${escapeMarkdown(model.name)}** — ${escapeMarkdown(model.architecture)}, ${originLabel(origin)}`,
    `${l10n.t('Layers')}: ${model.layers}  \n${l10n.t('Width')}: ${formatCount(model.width)}  \n${l10n.t('Vocabulary')}: ${formatCount(model.vocabularySize)}  \n${l10n.t('Longest context')}: ${formatCount(model.maxContext)}  \n${l10n.t('File')}: ${inlineCode(model.onnxFile)} (${formatBytes(model.bytes)})`,
    ...model.warnings.map((warning) => `$(warning) ${escapeMarkdown(warning)}`),
    inlineCode(model.folder),
  ].join('\n\n');
}

function folderName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
