/** Asks which synthetic experiment to run, and with which seeds. */
import * as l10n from '@vscode/l10n';
import type { SyntheticOffer, SyntheticRequest } from '../../../protocol/experimentRun.ts';
import type { Services } from '../../services.ts';
import { settings } from '../../settings.ts';
import {
  estimateWords,
  experimentDetail,
  experimentLabel,
  parseWhole,
  seedWords,
} from '../../text/experimentWords.ts';
import { askText } from '../askText.ts';
import { pickOne, type PickItem } from '../pickOne.ts';
import { runFlow, type FlowStep, type Place, type StepOutcome } from '../train/quickFlow.ts';
import { experimentOptions } from './syntheticRequest.ts';

const MOST_SEED = 0xffff_ffff;
const MOST_SEEDS = 1_000;

interface Choices {
  offer?: SyntheticOffer;
  usesDefaults?: boolean;
  seed?: number;
  request?: SyntheticRequest;
}

/** Undefined when the user leaves. */
export async function askForExperiment({ engine }: Services): Promise<SyntheticRequest | undefined> {
  const options = experimentOptions(settings.experimentOptions());
  const offers = await engine.request('experiments/offers', null);
  const choices: Choices = {};
  const title = l10n.t('Run Synthetic Experiment');
  const withOptions = (request: SyntheticRequest): SyntheticRequest =>
    Object.keys(options).length === 0 ? request : { ...request, options };
  const steps: FlowStep[] = [
    {
      run: (place) => experimentStep(title, place, offers, choices, withOptions),
      isAnswered: () => choices.offer !== undefined,
    },
    {
      run: (place) => seedsStep(title, place, choices, withOptions),
      isAnswered: () => choices.usesDefaults !== undefined,
    },
    { run: (place) => firstSeedStep(place, choices), isAnswered: () => choices.seed !== undefined },
    { run: (place) => countStep(place, choices, withOptions), isAnswered: () => false },
  ];
  return (await runFlow(steps)) ? choices.request : undefined;
}

type WithOptions = (request: SyntheticRequest) => SyntheticRequest;

async function experimentStep(
  title: string,
  place: Place,
  offers: readonly SyntheticOffer[],
  choices: Choices,
  withOptions: WithOptions,
): Promise<StepOutcome> {
  const result = await pickOne<SyntheticOffer>({
    title,
    place: { ...place, total: 2 },
    placeholder: l10n.t('Experiment on data whose true features are known'),
    isActive: ({ request }) => request.experiment === (choices.offer?.request.experiment ?? 'recovery'),
    load: (show) => {
      show(
        offers.map((offer): PickItem<SyntheticOffer> => ({
          label: experimentLabel(offer.request.experiment),
          description: estimateWords(offer, withOptions(offer.request)),
          detail: experimentDetail(offer.request.experiment),
          value: offer,
        })),
      );
      return Promise.resolve();
    },
  });
  if (result.kind !== 'picked') return result.kind === 'back' ? 'back' : 'cancel';
  choices.offer = result.value;
  return 'next';
}

async function seedsStep(
  title: string,
  place: Place,
  choices: Choices,
  withOptions: WithOptions,
): Promise<StepOutcome> {
  const { offer } = choices;
  if (!offer) return 'back';
  const request = withOptions(offer.request);
  const result = await pickOne<'defaults' | 'choose'>({
    title,
    place: { ...place, total: 2 },
    placeholder: l10n.t('Seeds: each draws data and start of its own'),
    isActive: (value) => value === (choices.usesDefaults === false ? 'choose' : 'defaults'),
    load: (show) => {
      show([
        {
          label: l10n.t('Defaults'),
          description: `${seedWords(request)}, ${estimateWords(offer, request)}`,
          detail: optionWords(request),
          value: 'defaults',
        },
        { label: l10n.t('Choose Seeds…'), value: 'choose' },
      ]);
      return Promise.resolve();
    },
  });
  if (result.kind !== 'picked') return result.kind === 'back' ? 'back' : 'cancel';
  choices.usesDefaults = result.value === 'defaults';
  choices.request = request;
  // Past the last step: the defaults need no further answer.
  return choices.usesDefaults ? { goTo: 4 } : 'next';
}

async function firstSeedStep(place: Place, choices: Choices): Promise<StepOutcome> {
  const result = await askText<number>({
    title: l10n.t('Run Synthetic Experiment: First Seed'),
    place,
    prompt: l10n.t('A whole number; further seeds follow it'),
    value: String(choices.seed ?? choices.request?.seed ?? 0),
    parse: (text) => numberOr(parseWhole(text, 0, MOST_SEED - MOST_SEEDS)),
  });
  if (result.kind !== 'picked') return result.kind === 'back' ? 'back' : 'cancel';
  choices.seed = result.value;
  return 'next';
}

async function countStep(place: Place, choices: Choices, withOptions: WithOptions): Promise<StepOutcome> {
  const { offer, seed } = choices;
  if (!offer || seed === undefined) return 'back';
  // Consistency compares runs, so one alone says nothing.
  const least = offer.request.experiment === 'consistency' ? 2 : 1;
  const requestFor = (seeds: number): SyntheticRequest => withOptions({ ...offer.request, seed, seeds });
  const result = await askText<number>({
    // The note below stands in the place of a prompt.
    title: l10n.t('Run Synthetic Experiment: Number of Seeds'),
    place,
    prompt: '',
    value: String(offer.request.seeds),
    parse: (text) => {
      const parsed = numberOr(parseWhole(text, least, MOST_SEEDS));
      if ('problem' in parsed) return parsed;
      const wanted = requestFor(parsed.value);
      return { ...parsed, note: `${seedWords(wanted)}, ${estimateWords(offer, wanted)}` };
    },
  });
  if (result.kind !== 'picked') return result.kind === 'back' ? 'back' : 'cancel';
  choices.request = requestFor(result.value);
  return 'next';
}

function optionWords({ options }: SyntheticRequest): string {
  return Object.entries(options ?? {})
    .map(([name, value]) => `${name} = ${String(value)}`)
    .join(', ');
}

function numberOr(parsed: number | string): { value: number } | { problem: string } {
  return typeof parsed === 'number' ? { value: parsed } : { problem: parsed };
}
