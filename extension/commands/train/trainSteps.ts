/** The steps of Train Sparse Autoencoder… as quick picks: each writes its answer into the choices. */
import * as l10n from '@vscode/l10n';
import type { Device, DeviceReport } from '../../../protocol/device.ts';
import type { SizePreset, TrainRequest } from '../../../protocol/training.ts';
import type { Services } from '../../services.ts';
import { settings } from '../../settings.ts';
import { describeError } from '../../engine/describeError.ts';
import { describeEstimate, describeRequests } from '../../text/trainingEstimate.ts';
import { pickModel } from '../pickModel.ts';
import { pickOne, type PickItem, type PickResult } from '../pickOne.ts';
import { autoencoderChoices, deviceChoices, type DeviceChoice } from './deviceChoices.ts';
import { hookPointStep } from './hookPointStep.ts';
import { pickCorpus } from './pickCorpus.ts';
import type { FlowStep, Place, StepOutcome } from './quickFlow.ts';
import { chooseModel, type PresetCache, type TrainChoices } from './trainChoices.ts';

export interface TrainFlow {
  services: Services;
  title: string;
  choices: TrainChoices;
  presets: PresetCache;
  /** What the user settled on, one for each hook point; set by the last step. */
  settled: readonly TrainRequest[] | null;
  /** Asked once for both device steps. */
  devices: Promise<readonly DeviceReport[]>;
}

const SIZES = ['small', 'medium', 'large'] as const satisfies readonly SizePreset[];

export function trainSteps(flow: TrainFlow, summary: FlowStep): FlowStep[] {
  const { choices } = flow;
  return [
    { run: (place) => modelStep(flow, place), isAnswered: () => choices.model !== undefined },
    { run: (place) => hookPointStep(flow, place), isAnswered: () => choices.hookPoints !== undefined },
    { run: (place) => corpusStep(flow, place), isAnswered: () => choices.corpus !== undefined },
    { run: (place) => sizeStep(flow, place), isAnswered: () => choices.size !== undefined },
    {
      run: (place) => deviceStep(flow, place, 'llmDevice'),
      isAnswered: () => choices.llmDevice !== undefined,
    },
    {
      run: (place) => deviceStep(flow, place, 'saeDevice'),
      isAnswered: () => choices.saeDevice !== undefined,
    },
    summary,
  ];
}

export function sizeLabel(size: SizePreset): string {
  switch (size) {
    case 'small':
      return l10n.t('Small');
    case 'medium':
      return l10n.t('Medium');
    case 'large':
      return l10n.t('Large');
    default:
      return size satisfies never;
  }
}

async function modelStep({ services, title, choices }: TrainFlow, place: Place): Promise<StepOutcome> {
  const result = await pickModel(services, { title, place, active: choices.model?.folder ?? null });
  return settle(result, (model) => {
    chooseModel(choices, model);
  });
}

async function corpusStep({ title, choices }: TrainFlow, place: Place): Promise<StepOutcome> {
  const result = await pickCorpus({ title, place, active: choices.corpus ?? null });
  return settle(result, (corpus) => {
    choices.corpus = corpus;
  });
}

async function sizeStep({ title, choices, presets }: TrainFlow, place: Place): Promise<StepOutcome> {
  const result = await pickOne<SizePreset>({
    title,
    place,
    placeholder: l10n.t('Size: how many features, on how much text'),
    isActive: (size) => size === (choices.size ?? 'small'),
    load: async (show) => {
      const items = new Map(SIZES.map((size) => [size, sizeItem(size, l10n.t('Estimating…'))]));
      const showAll = (): void => {
        show([...items.values()]);
      };
      showAll();
      await Promise.all(
        SIZES.map(async (size) => {
          items.set(size, await estimatedItem(presets, choices, size));
          showAll();
        }),
      );
    },
  });
  return settle(result, (size) => {
    choices.size = size;
  });
}

async function estimatedItem(
  presets: PresetCache,
  choices: TrainChoices,
  size: SizePreset,
): Promise<PickItem<SizePreset>> {
  try {
    const { requests, estimate } = await presets.get(choices, size);
    const detail = [describeEstimate(estimate), ...estimate.notes].join(' · ');
    return { ...sizeItem(size, detail), description: describeRequests(requests) };
  } catch (error) {
    return sizeItem(size, `$(warning) ${describeError(error).message}`);
  }
}

function sizeItem(size: SizePreset, detail: string): PickItem<SizePreset> {
  return { label: sizeLabel(size), detail, value: size };
}

async function deviceStep(
  flow: TrainFlow,
  place: Place,
  which: 'llmDevice' | 'saeDevice',
): Promise<StepOutcome> {
  const { title, choices, devices } = flow;
  const result = await pickOne<DeviceChoice>({
    title,
    place,
    placeholder:
      which === 'llmDevice'
        ? l10n.t('Device for the language model')
        : l10n.t('Device for training the autoencoder'),
    isActive: ({ device }) => device === (choices[which] ?? defaultDevice(which)),
    load: async (show) => {
      const choicesOf = which === 'llmDevice' ? deviceChoices : autoencoderChoices;
      show(choicesOf(null).map(deviceItem));
      show(choicesOf(await devices).map(deviceItem));
    },
  });
  if (result.kind === 'picked' && !result.value.usable) return deviceStep(flow, place, which);
  return settle(result, ({ device }) => {
    choices[which] = device;
  });
}

function deviceItem(choice: DeviceChoice): PickItem<DeviceChoice> {
  const icon = choice.usable ? '' : '$(circle-slash) ';
  return { label: `${icon}${choice.label}`, detail: choice.detail, value: choice };
}

function settle<T>(result: PickResult<T>, take: (value: T) => void): StepOutcome {
  if (result.kind === 'back') return 'back';
  if (result.kind === 'cancelled') return 'cancel';
  take(result.value);
  return 'next';
}

function defaultDevice(which: 'llmDevice' | 'saeDevice'): Device {
  return which === 'llmDevice' ? settings.llmDevice() : settings.saeDevice();
}
