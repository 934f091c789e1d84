/**
 * The test of one SAE. A first look at some of A gives the baselines' directions; then all of A chooses features, thresholds and rules;
 * then B scores them. Three passes over text, none over B before everything is chosen.
 */
import { makeDirections, type DirectionKind } from '../baselines/directions.ts';
import { standInTokens } from '../baselines/shuffledDocuments.ts';
import { CRITERIA } from '../measure/criteria.ts';
import { scoreUnit, type Halves, type UnitActivity, type UnitScore } from '../measure/scoreUnit.ts';
import type { RuleVocabulary } from '../rules/ruleColumns.ts';
import { Random } from '../../sae/random.ts';
import { ActivityStore } from '../measure/activityStore.ts';
import { drawFeatures, eligibleFeatures, nearestInDensity, type EligibleFeatures } from './chooseFeatures.ts';
import { EvaluationError } from './errors.ts';
import {
  encoderInput,
  harvestHalf,
  outlierNormOf,
  sampleInputs,
  type RuledHalf,
  type TokenPlaces,
} from './harvestHalf.ts';
import { mlpNeurons, type MlpNeurons } from './mlpNeurons.ts';
import { Projections } from './projections.ts';
import type { Stage } from './stages.ts';
import type { Subject } from './subject.ts';
import type { UnseenText } from './unseenText.ts';

export type UnitKind = 'features' | DirectionKind | 'null';

export interface ScoredUnit extends UnitScore {
  kind: UnitKind;
  /** The feature, for `features` and `null`; the number of the direction within its kind otherwise. */
  index: number;
  activity: UnitActivity;
}

export interface SubjectResult {
  units: ScoredUnit[];
  eligible: EligibleFeatures;
  /** Unmasked tokens. */
  tokens: { a: number; b: number };
  /** Mean active features a token on A. */
  l0: number;
  placesOfB: TokenPlaces;
  /** Where the MLP's neurons were read; null where they were not found, or not asked for. */
  mlpTensor: string | null;
}

export interface SubjectRequest {
  subject: Subject;
  text: UnseenText;
  vocabulary: RuleVocabulary;
  features: number;
  seed: number;
  /** Baselines beside the features; none for a re-initialised model, whose features are taken nearest to these densities. */
  baselines: boolean;
  densities?: readonly number[];
  signal?: AbortSignal;
  onProgress?: (stage: Stage, fraction: number) => void;
}

/** Encoder inputs that directions are made from: at most so many, and 128 MB. */
const SAMPLE_TOKENS = 32_768;
const SAMPLE_FLOATS = 2 ** 25;

/** @throws EvaluationError when no feature has a density in range; what reading the model throws */
export async function evaluateSubject(request: SubjectRequest): Promise<SubjectResult> {
  const { subject, text, baselines } = request;
  const outlierNorm = await outlierNormOf(subject, text.a);
  const directions = baselines ? await directionsFor(request, outlierNorm) : [];
  const most = Math.ceil(CRITERIA.mostDensity * text.tokens.a) + 1;
  const projections = await Projections.open(directions, subject.sae.dIn, most);
  try {
    const onA = new ActivityStore(subject.sae.dSae);
    const a = await passOver('a', request, outlierNorm, onA, projections);
    const all = onA.counts();
    const { sae } = subject;
    const decoder = { decoder: await sae.readDecoder(), dIn: sae.dIn };
    const eligible = await eligibleFeatures(decoder, all, a.table.size);
    const chosen = chosenFeatures(request, eligible, all, a.table.size);
    const counts = chosen.map((feature) => all[feature] ?? 0);
    const places = placesWithinKind(directions.map(({ kind }) => kind));
    projections.settle(places.map((place) => counts[place % counts.length] ?? 0));
    const onB = new ActivityStore(subject.sae.dSae, chosen);
    const b = await passOver('b', request, outlierNorm, onB, projections);
    const mlp = baselines ? await mlpNeuronsOf(request, { a, b }, counts) : null;
    const activities: Unscored[] = [
      ...chosen.map((index) => ({
        kind: 'features' as const,
        index,
        activity: featureActivity(index, subject, onA, onB),
      })),
      ...projections.activities().map((activity, i) => ({
        kind: directions[i]?.kind ?? ('directions' as const),
        index: places[i] ?? 0,
        activity,
      })),
      ...(mlp?.activities ?? []).map((activity, index) => ({ kind: 'mlpNeurons' as const, index, activity })),
    ];
    return {
      units: scoreAll(activities, a, b, request),
      eligible,
      tokens: { a: a.table.size, b: b.table.size },
      l0: onA.size / Math.max(1, a.table.size),
      placesOfB: b.places,
      mlpTensor: mlp?.tensor ?? null,
    };
  } finally {
    await projections.dispose();
  }
}

type Unscored = Pick<ScoredUnit, 'kind' | 'index' | 'activity'>;

/** @throws EvaluationError where none has a density in range; a re-initialised model may have none */
function chosenFeatures(
  { subject, features, seed, densities }: SubjectRequest,
  eligible: EligibleFeatures,
  counts: Uint32Array,
  tokens: number,
): number[] {
  if (densities !== undefined) return nearestInDensity(eligible, counts, tokens, densities);
  if (eligible.features.length === 0) throw noneInRange(subject, tokens);
  return drawFeatures(eligible, features, new Random(seed));
}

function mlpNeuronsOf(
  { subject, seed, signal, onProgress }: SubjectRequest,
  halves: { a: RuledHalf; b: RuledHalf },
  counts: readonly number[],
): Promise<MlpNeurons | null> {
  return mlpNeurons({
    subject,
    halves,
    counts,
    seed,
    ...(signal === undefined ? {} : { signal }),
    onProgress: (fraction) => onProgress?.('neurons of the MLP', fraction),
  });
}

async function directionsFor(
  { subject, text, features, seed, onProgress }: SubjectRequest,
  outlierNorm: number,
): ReturnType<typeof makeDirections> {
  onProgress?.('directions of the baselines', 0);
  const { dIn } = subject.sae;
  const sample = await sampleInputs(
    subject,
    text.a,
    outlierNorm,
    Math.min(SAMPLE_TOKENS, Math.floor(SAMPLE_FLOATS / dIn)),
  );
  return makeDirections(sample, dIn, features, seed);
}

async function passOver(
  half: 'a' | 'b',
  { subject, text, vocabulary, signal, onProgress }: SubjectRequest,
  outlierNorm: number,
  activity: ActivityStore,
  projections: Projections,
): Promise<RuledHalf> {
  const stage = half === 'a' ? 'choosing half' : 'scoring half';
  const options = {
    subject,
    vocabulary,
    outlierNorm,
    ...(signal === undefined ? {} : { signal }),
    onTokens: (tokens: number) => onProgress?.(stage, tokens / text.tokens[half]),
  };
  return harvestHalf(text[half], options, async ({ activations }, firstToken) => {
    activity.add(await subject.sae.encode(activations), firstToken);
    const x = encoderInput(subject.sae.form, activations);
    await (half === 'a' ? projections.addA(x, firstToken) : projections.addB(x, firstToken));
  });
}

function featureActivity(
  feature: number,
  { sae }: Subject,
  onA: ActivityStore,
  onB: ActivityStore,
): UnitActivity {
  return { a: onA.of(feature), b: onB.of(feature), threshold: sae.thresholds[feature] ?? 0 };
}

/** Number of each unit among those of its kind: it is paired with the feature of that number. */
function placesWithinKind(kinds: readonly string[]): number[] {
  const seen = new Map<string, number>();
  return kinds.map((kind) => {
    const place = seen.get(kind) ?? 0;
    seen.set(kind, place + 1);
    return place;
  });
}

function scoreAll(
  activities: readonly Unscored[],
  a: RuledHalf,
  b: RuledHalf,
  { seed, baselines, onProgress }: SubjectRequest,
): ScoredUnit[] {
  const halves: Halves = { a: a.table, b: b.table, standIn: null };
  const random = new Random(seed);
  const shuffled = { a: standInTokens(a.table, random), b: standInTokens(b.table, random) };
  const scored = activities.map((unit, i): ScoredUnit => {
    onProgress?.('choosing and scoring rules', i / activities.length);
    return { ...unit, ...scoreUnit(halves, unit.activity) };
  });
  if (!baselines) return scored;
  const nulls = activities
    .filter(({ kind }) => kind === 'features')
    .map((unit): ScoredUnit => ({
      ...unit,
      kind: 'null',
      ...scoreUnit({ ...halves, standIn: shuffled }, unit.activity),
    }));
  return [...scored, ...nulls];
}

function noneInRange({ name, sae }: Subject, tokens: number): EvaluationError {
  return new EvaluationError(
    `None of the ${sae.dSae} features of ${name} is active on a share of ${CRITERIA.leastDensity} to ${CRITERIA.mostDensity} of the ${tokens} tokens it was looked at on. ` +
      'Train it longer, or with other target frequencies.',
  );
}
