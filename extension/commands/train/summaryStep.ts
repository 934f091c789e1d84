/** The last step: all choices with the estimate; each can be changed from here, and training starts from here. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { EngineError } from '../../../link/engineError.ts';
import type { SaeConfig, TrainRequest } from '../../../protocol/training.ts';
import { settings } from '../../settings.ts';
import { algorithmLabel, RECOMMENDED } from '../../text/algorithmWords.ts';
import { describeEstimate, describeRequests } from '../../text/trainingEstimate.ts';
import { pickOne, type PickItem } from '../pickOne.ts';
import { algorithmStep, sparsityStep } from './algorithmStep.ts';
import { corpusLabel } from './corpusLabel.ts';
import { deviceLabel } from './deviceChoices.ts';
import { int8Label, offersInt8, withInt8 } from './int8Choice.ts';
import { int8Step } from './int8Step.ts';
import type { FlowStep, Place, StepOutcome } from './quickFlow.ts';
import { knobSummary, withKnob } from './sparsityKnob.ts';
import type { Preset, TrainChoices } from './trainChoices.ts';
import { applyOverrides, changesEstimate, type Overridden } from './trainOverrides.ts';
import { sizeLabel, type TrainFlow } from './trainSteps.ts';

type Choice =
  | { kind: 'start' }
  | { kind: 'change'; step: number }
  | { kind: 'int8' }
  | { kind: 'algorithm' }
  | { kind: 'sparsity'; sae: SaeConfig | null }
  | { kind: 'rename' }
  | { kind: 'settings' };

export function summaryStep(flow: TrainFlow): FlowStep {
  return { run: (place) => run(flow, place), isAnswered: () => false };
}

async function run(flow: TrainFlow, place: Place): Promise<StepOutcome> {
  const { choices, presets, title } = flow;
  const result = await pickOne<Choice>({
    title,
    place,
    placeholder: l10n.t('Press Enter to start, or choose what to change'),
    isActive: (choice) => choice.kind === 'start',
    load: async (show) => {
      flow.settled = null;
      show(summaryItems(choices, null, null));
      const preset = await presets.get(choices, choices.size ?? 'small');
      const summary = summarise(preset, choices);
      flow.settled =
        summary.problem === null ? summary.requests.map((request) => withChoices(request, choices)) : null;
      show(summaryItems(choices, preset, summary));
    },
  });
  if (result.kind === 'back') return 'back';
  if (result.kind === 'cancelled') return 'cancel';
  const choice = result.value;
  if (choice.kind === 'change') return { goTo: choice.step };
  if (choice.kind === 'settings') {
    await vscode.commands.executeCommand('monosema.openSettings', 'training.overrides');
    return 'cancel';
  }
  if (choice.kind === 'int8') {
    if ((await int8Step(choices, title, place)) === 'cancel') return 'cancel';
    return run(flow, place);
  }
  if (choice.kind === 'algorithm') {
    if ((await algorithmStep(choices, title, place)) === 'cancel') return 'cancel';
    return run(flow, place);
  }
  if (choice.kind === 'sparsity') {
    if (choice.sae && (await sparsityStep(choices, choice.sae, title, place)) === 'cancel') return 'cancel';
    return run(flow, place);
  }
  if (choice.kind === 'rename') {
    await rename(choices);
    return run(flow, place);
  }
  // Enter was faster than the estimate.
  return flow.settled ? 'next' : run(flow, place);
}

interface Summary extends Pick<Overridden, 'replaced'> {
  requests: readonly [TrainRequest, ...TrainRequest[]];
  /** Why the chosen sparsity does not go with the sizes; the request is then without it. */
  problem: string | null;
}

function summarise({ requests: [first, ...others] }: Preset, { knob }: TrainChoices): Summary {
  const overrides = settings.trainingOverrides();
  const { request, replaced } = applyOverrides(first, overrides);
  const rest = others.map((other) => applyOverrides(other, overrides).request);
  try {
    const turned = rest.map((other) => withKnob(other, knob));
    return { replaced, requests: [withKnob(request, knob), ...turned], problem: null };
  } catch (error) {
    if (error instanceof EngineError && error.code === 'invalidRequest')
      return { replaced, requests: [request, ...rest], problem: error.message };
    throw error;
  }
}

function withChoices(
  request: TrainRequest,
  { llmDevice, saeDevice, int8, name }: TrainChoices,
): TrainRequest {
  const chosen = {
    ...request,
    llmDevice: llmDevice ?? request.llmDevice,
    saeDevice: saeDevice ?? request.saeDevice,
    ...(name === undefined ? {} : { name }),
  };
  return withInt8(chosen, int8 ?? settings.int8());
}

async function rename(choices: TrainChoices): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: l10n.t('Name of the Run'),
    value: choices.name ?? '',
    ignoreFocusOut: true,
  });
  if (name === undefined) return;
  if (name.trim() === '') delete choices.name;
  else choices.name = name.trim();
}

function summaryItems(
  choices: TrainChoices,
  preset: Preset | null,
  summary: Summary | null,
): PickItem<Choice>[] {
  const change = (step: number, what: string, chosen: string): PickItem<Choice> => ({
    label: `$(edit) ${what}`,
    description: chosen,
    value: { kind: 'change', step },
  });
  return [
    startItem(preset, summary),
    { label: l10n.t('Change'), kind: vscode.QuickPickItemKind.Separator },
    change(0, l10n.t('Model'), choices.model?.name ?? ''),
    change(1, l10n.t('Hook point'), (choices.hookPoints ?? []).join(', ')),
    change(2, l10n.t('Corpus'), choices.corpus ? corpusLabel(choices.corpus) : ''),
    change(3, l10n.t('Size'), choices.size ? sizeLabel(choices.size) : ''),
    change(4, l10n.t('Language model on'), choices.llmDevice ? deviceLabel(choices.llmDevice) : ''),
    change(5, l10n.t('Autoencoder on'), choices.saeDevice ? deviceLabel(choices.saeDevice) : ''),
    ...int8Items(choices),
    {
      label: l10n.t('$(edit) Algorithm'),
      description: algorithmLabel(choices.algorithm ?? RECOMMENDED),
      value: { kind: 'algorithm' },
    },
    {
      label: l10n.t('$(edit) Sparsity'),
      description: summary ? knobSummary(summary.requests[0].sae) : '',
      ...(summary?.problem == null ? {} : { detail: `$(warning) ${summary.problem}` }),
      value: { kind: 'sparsity', sae: summary?.requests[0].sae ?? null },
    },
    {
      label: l10n.t('$(edit) Name'),
      description: choices.name ?? l10n.t('made from model and hook point'),
      value: { kind: 'rename' },
    },
    {
      label: l10n.t('$(gear) Advanced Settings…'),
      description: summary?.replaced.join(', ') ?? '',
      value: { kind: 'settings' },
    },
  ];
}

/** From the choices alone, so that the item is there from the start and moves no other. */
function int8Items({
  saeDevice = settings.saeDevice(),
  algorithm = RECOMMENDED,
  int8 = settings.int8(),
}: TrainChoices): PickItem<Choice>[] {
  if (!offersInt8(saeDevice, algorithm.algorithm)) return [];
  const label = l10n.t('$(edit) Screening by int8');
  return [{ label, description: int8Label(int8), value: { kind: 'int8' } }];
}

function startItem(preset: Preset | null, summary: Summary | null): PickItem<Choice> {
  const label = l10n.t('$(play) Start Training');
  if (!preset || !summary) return { label, detail: l10n.t('Estimating…'), value: { kind: 'start' } };
  if (summary.problem !== null)
    return { label, detail: `$(warning) ${summary.problem}`, value: { kind: 'start' } };
  const ofPreset = changesEstimate(settings.trainingOverrides())
    ? [l10n.t('estimated before the advanced settings')]
    : [];
  return {
    label,
    description: describeRequests(summary.requests),
    detail: [describeEstimate(preset.estimate), ...ofPreset, ...preset.estimate.notes].join(' · '),
    value: { kind: 'start' },
  };
}
