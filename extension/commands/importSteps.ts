/** The steps of Import Sparse Autoencoder… as quick picks: model, hook point (the one its files say first), text, and a last look. */
import * as l10n from '@vscode/l10n';
import { QuickPickItemKind } from 'vscode';
import type { CorpusSpec } from '../../protocol/corpus.ts';
import type { ForeignSaeReport } from '../../protocol/foreignSae.ts';
import type { HookPoint, ModelSummary } from '../../protocol/model.ts';
import type { Services } from '../services.ts';
import { askText } from './askText.ts';
import { pickModel } from './pickModel.ts';
import { pickOne, type PickItem, type PickResult } from './pickOne.ts';
import { formatCount } from '../text/format.ts';
import { corpusLabel } from './train/corpusLabel.ts';
import { pickCorpus } from './train/pickCorpus.ts';
import type { FlowStep, Place, StepOutcome } from './train/quickFlow.ts';

export interface ImportFlow {
  services: Services;
  title: string;
  /** Read once more for each model that is chosen. */
  report: ForeignSaeReport;
  model?: ModelSummary;
  hookPoint?: string;
  corpus?: CorpusSpec;
}

/** As on the command line: enough for examples of features that fire on one token in ten thousand. */
export const IMPORT_TOKENS = 500_000;

/** Stands for any tensor of the graph. */
const ANY_TENSOR = '';

export function importSteps(flow: ImportFlow): FlowStep[] {
  return [
    { run: (place) => modelStep(flow, place), isAnswered: () => flow.model !== undefined },
    { run: (place) => hookPointStep(flow, place), isAnswered: () => flow.hookPoint !== undefined },
    { run: (place) => corpusStep(flow, place), isAnswered: () => flow.corpus !== undefined },
    { run: (place) => summaryStep(flow, place), isAnswered: () => false },
  ];
}

async function modelStep(flow: ImportFlow, place: Place): Promise<StepOutcome> {
  const { services, report } = flow;
  const { model: named } = report.origin;
  const title = named === null ? flow.title : l10n.t('{0} (its files say {1})', flow.title, named);
  const result = await pickModel(services, { title, place, active: flow.model?.folder ?? null });
  if (result.kind !== 'picked') return outcomeOf(result);
  const model = result.value;
  flow.report = await services.engine.request('imports/read', {
    path: report.path,
    modelFolder: model.folder,
  });
  if (flow.model?.folder !== model.folder) delete flow.hookPoint;
  flow.model = model;
  return 'next';
}

async function hookPointStep(flow: ImportFlow, place: Place): Promise<StepOutcome> {
  const { report } = flow;
  const result = await pickOne<string>({
    title: flow.title,
    place,
    placeholder: report.hookNote ?? l10n.t('Hook point: where it was trained'),
    isActive: (name) => name === (flow.hookPoint ?? report.hookPoint),
    load: (show) => {
      show(hookItems(flow.model?.hookPoints ?? [], report));
      return Promise.resolve();
    },
  });
  if (result.kind !== 'picked') return outcomeOf(result);
  if (result.value !== ANY_TENSOR) {
    flow.hookPoint = result.value;
    return 'next';
  }
  return tensorStep(flow, place);
}

/** Those of its width, the one that its files say first. */
function hookItems(hookPoints: readonly HookPoint[], report: ForeignSaeReport): PickItem<string>[] {
  const fitting = hookPoints.filter(({ width }) => width === report.dIn);
  const first = fitting.filter(({ name }) => name === report.hookPoint);
  const others = fitting.filter(({ name }) => name !== report.hookPoint);
  const item = (hook: HookPoint, description: string): PickItem<string> => ({
    label: hook.name,
    description,
    detail: l10n.t('Width {0}, made by {1}', hook.width, hook.op),
    value: hook.name,
  });
  return [
    ...first.map((hook) => item(hook, l10n.t('$(star-full) where it was trained'))),
    ...others.map((hook) => item(hook, '')),
    {
      label: l10n.t('$(symbol-field) Another Tensor…'),
      detail:
        fitting.length === 0
          ? l10n.t('No hook point of this model has {0} dimensions.', report.dIn)
          : l10n.t('Any tensor of the graph, by name'),
      alwaysShow: true,
      value: ANY_TENSOR,
    },
  ];
}

async function tensorStep(flow: ImportFlow, place: Place): Promise<StepOutcome> {
  const result = await askText({
    title: flow.title,
    place,
    prompt: l10n.t('Name of a tensor of the graph, as a viewer of ONNX files shows it'),
    value: '',
    parse: (text) =>
      text.trim() === '' ? { problem: l10n.t('Name a tensor.') } : { value: `tensor:${text.trim()}` },
  });
  if (result.kind !== 'picked') return outcomeOf(result);
  flow.hookPoint = result.value;
  return 'next';
}

async function corpusStep(flow: ImportFlow, place: Place): Promise<StepOutcome> {
  const result = await pickCorpus({
    title: flow.title,
    place,
    active: flow.corpus ?? null,
    placeholder: textPlaceholder(flow.report),
  });
  if (result.kind !== 'picked') return outcomeOf(result);
  flow.corpus = result.value;
  return 'next';
}

function textPlaceholder({ origin }: ForeignSaeReport): string {
  if (origin.dataset === null) return l10n.t('Text: what features are shown on');
  return l10n.t('Text: what features are shown on (it was trained on {0})', origin.dataset);
}

/** What will be done; its other rows lead back to the step that they come from. */
async function summaryStep(
  { title, report, model, hookPoint, corpus }: ImportFlow,
  place: Place,
): Promise<StepOutcome> {
  const size = l10n.t('{0} features of {1} dimensions', formatCount(report.dSae), formatCount(report.dIn));
  const result = await pickOne<StepOutcome>({
    title,
    place,
    placeholder: l10n.t('Import, or change a choice'),
    load: (show) => {
      show([
        {
          label: l10n.t('$(play) Import'),
          description: size,
          detail: `${report.kind} · ${report.path}`,
          value: 'next',
        },
        { label: '', kind: QuickPickItemKind.Separator },
        { label: l10n.t('Model'), description: model?.name ?? '', value: { goTo: 0 } },
        { label: l10n.t('Hook point'), description: hookPoint ?? '', value: { goTo: 1 } },
        {
          label: l10n.t('Text'),
          description: l10n.t(
            '{0}, up to {1} tokens',
            corpus ? corpusLabel(corpus) : '',
            formatCount(IMPORT_TOKENS),
          ),
          value: { goTo: 2 },
        },
      ]);
      return Promise.resolve();
    },
  });
  return result.kind === 'picked' ? result.value : outcomeOf(result);
}

function outcomeOf<T>(result: Exclude<PickResult<T>, { kind: 'picked' }>): StepOutcome {
  return result.kind === 'back' ? 'back' : 'cancel';
}
