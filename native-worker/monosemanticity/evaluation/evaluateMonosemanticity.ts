/** `monosema evaluate --monosemanticity`: from an SAE to a report, a page of examples and every unit's score. */
import type { CorpusSpec } from '../../../protocol/corpus.ts';
import type { ExperimentReport } from '../../../protocol/experiment.ts';
import { Random } from '../../sae/random.ts';
import { documentDraws } from '../measure/bootstrap.ts';
import { RuleVocabulary } from '../rules/ruleColumns.ts';
import { ruleSetHash } from '../rules/ruleSetHash.ts';
import { EvaluationError } from './errors.ts';
import {
  evaluateSubject,
  type ScoredUnit,
  type SubjectRequest,
  type SubjectResult,
  type UnitKind,
} from './evaluateSubject.ts';
import { examplesPage } from './examplesPage.ts';
import { monosemanticityReport } from './monosemanticityReport.ts';
import { partsDone, type Stage } from './stages.ts';
import { openSubject, type Subject, type SubjectOptions } from './subject.ts';
import { summarise, type KindSummary } from './summary.ts';
import { MOST_TOKENS_OF_A_DOCUMENT, unseenText, type UnseenText } from './unseenText.ts';

export interface MonosemanticityOptions {
  subject: SubjectOptions;
  /** Run folder of the same recipe on a re-initialised model; null leaves that baseline out. */
  reinitialised: string | null;
  corpus: CorpusSpec | null;
  tokens: number;
  features: number;
  seed: number;
  /** The command line that gives the report again. */
  command: string;
  threads?: number;
  signal?: AbortSignal;
  /** Parts done of all, and the name of the stage. */
  onProgress?: (done: number, total: number, name: string) => void;
}

export interface Monosemanticity {
  report: ExperimentReport;
  /** Markdown. */
  examples: string;
  /** Every unit's score, for other tools. */
  units: UnitLine[];
}

/** A line of units.json. */
export interface UnitLine {
  kind: UnitKind | 'reinitialised';
  index: number;
  rule: string | null;
  density: number;
  purity: number;
  purityOnA: number;
  quarters: { active: number; hits: number }[];
  lowestQuarter: number;
  ruleF1: number;
  lookupF1: number;
  activeTokens: number;
  documents: number;
  monosemantic: boolean;
  contextual: boolean;
}

const KINDS: readonly UnitKind[] = [
  'features',
  'directions',
  'neurons',
  'mlpNeurons',
  'pca',
  'dataPoints',
  'null',
];

/** @throws EvaluationError, corpus and model errors, the signal's reason */
export async function evaluateMonosemanticity(options: MonosemanticityOptions): Promise<Monosemanticity> {
  const subject = await openSubject(options.subject);
  try {
    const other = await openOther(options, subject);
    try {
      return await evaluateBoth(options, subject, other);
    } finally {
      await other?.dispose();
    }
  } finally {
    await subject.dispose();
  }
}

async function evaluateBoth(
  options: MonosemanticityOptions,
  subject: Subject,
  reinitialised: Subject | null,
): Promise<Monosemanticity> {
  const started = performance.now();
  const progress = progressOf(options, 0);
  progress('text', 0);
  const text = await unseenText({ ...options, ...subject });
  const vocabulary = new RuleVocabulary((id) => subject.tokenizer.tokenText(id));
  const request = { ...options, subject, text, vocabulary, onProgress: progress };
  const result = await evaluateSubject({ ...request, baselines: true });
  const other =
    reinitialised === null
      ? null
      : await unitsOf({ ...request, subject: reinitialised, onProgress: progressOf(options, 1) }, result);
  const draws = documentDraws(text.b.length, options.seed);
  const ofKind = (kind: UnitKind): ScoredUnit[] => result.units.filter((unit) => unit.kind === kind);
  const kinds: KindSummary[] = KINDS.filter((kind) => ofKind(kind).length > 0).map((kind) =>
    summarise(kind, ofKind(kind), draws),
  );
  if (other !== null) kinds.splice(1, 0, summarise('reinitialised', other, draws));
  const features = ofKind('features');
  const title = `Monosemanticity of ${subject.name}`;
  const report = await monosemanticityReport({
    title,
    command: options.command,
    settings: settingsOf(options, subject, text),
    kinds,
    features,
    notes: notesOf(subject, text, result, other !== null),
    seconds: (performance.now() - started) / 1000,
  });
  const random = new Random(options.seed + 1);
  const order = random.sample(features.length, features.length).flatMap((place) => features[place] ?? []);
  return {
    report,
    examples: examplesPage(title, order, vocabulary, result.placesOfB),
    units: [
      ...result.units.map((unit) => unitLine(unit, unit.kind, vocabulary)),
      ...(other ?? []).map((unit) => unitLine(unit, 'reinitialised', vocabulary)),
    ],
  };
}

/** @param model 0: the SAE under test, 1: the one of the re-initialised model */
function progressOf(
  { reinitialised, onProgress }: MonosemanticityOptions,
  model: 0 | 1,
): (stage: Stage, fraction: number) => void {
  const total = reinitialised === null ? 100 : 200;
  return (stage, fraction) => {
    onProgress?.(100 * model + partsDone(stage, fraction), total, stage);
  };
}

/** The SAE of the re-initialised model, checked before minutes are spent; null where that baseline is left out. */
async function openOther(
  { reinitialised, threads }: MonosemanticityOptions,
  subject: Subject,
): Promise<Subject | null> {
  if (reinitialised === null) return null;
  const other = await openSubject({ folder: reinitialised, ...(threads === undefined ? {} : { threads }) });
  try {
    checkSameRecipe(subject, other);
    return other;
  } catch (error) {
    await other.dispose();
    throw error;
  }
}

/** Its features on the same text, nearest in density to those tested. */
async function unitsOf(
  request: Omit<SubjectRequest, 'baselines'>,
  { units: tested }: SubjectResult,
): Promise<ScoredUnit[]> {
  const densities = tested.filter(({ kind }) => kind === 'features').map(({ density }) => density);
  const { units } = await evaluateSubject({ ...request, baselines: false, densities });
  return units;
}

/** @throws EvaluationError */
function checkSameRecipe({ run, sae }: Subject, other: Subject): void {
  const recipe = (config: Subject['run']): string =>
    JSON.stringify({ ...config?.request.sae, hook: config?.request.hookPoint });
  const same = run === null || recipe(run) === recipe(other.run);
  if (same && other.sae.dIn === sae.dIn) return;
  throw new EvaluationError(
    `${other.name} was not trained by the recipe of the SAE under test: its configuration, hook point or width differs. ` +
      'Make one that fits: monosema evaluate <run> --monosemanticity --train-reinitialised.',
  );
}

function settingsOf(
  { features, seed, tokens, reinitialised }: MonosemanticityOptions,
  { sae, reader, model }: Subject,
  text: UnseenText,
): ExperimentReport['settings'] {
  return {
    model: model.summary.name,
    hookPoint: reader.hookPoint.name,
    dSae: sae.dSae,
    features,
    seed,
    tokens,
    documentsOfA: text.a.length,
    documentsOfB: text.b.length,
    rules: ruleSetHash(),
    reinitialised: reinitialised !== null,
  };
}

function notesOf(
  subject: Subject,
  text: UnseenText,
  { tokens, eligible, l0, mlpTensor }: SubjectResult,
  withReinitialised: boolean,
): string[] {
  return [
    `Text: ${text.sources.join('; ')}. A: ${text.a.length} documents, ${tokens.a} unmasked tokens; B: ${text.b.length} documents, ${tokens.b}. No document gives more than ${MOST_TOKENS_OF_A_DOCUMENT} tokens.`,
    text.proven
      ? 'None of these documents, nor one like it, is among those the run trained on: compared by hash and by MinHash.'
      : 'An SAE folder does not say what it was trained on, so it is NOT proven that these documents were not among it.',
    `${eligible.inRange} of ${subject.sae.dSae} features have a density in range, in ${eligible.features.length} clusters of twins; ${eligible.silent} are silent on A; ${l0.toFixed(1)} active features a token.`,
    rulesNote(subject),
    mlpTensor === null
      ? 'Neurons: the axes of the hooked activation. Those of the layer’s MLP could not be found in this graph.'
      : `Neurons: the axes of the hooked activation, and of the MLP’s hidden tensor ${mlpTensor}, each with either sign.`,
    ...(withReinitialised
      ? []
      : [
          'Left out: the same recipe on a re-initialised model. Add it by --train-reinitialised (as long as the run’s own training), or by --reinitialised <run> where it is there.',
        ]),
    'Intervals are over documents only: they do not say how another draw of features, or another seed of training, would differ.',
  ];
}

function rulesNote({ run }: Subject): string {
  const hash = ruleSetHash();
  const about = `Rules ${hash.slice(0, 16)}`;
  if (run === null) return `${about}. An SAE folder says nothing of the rules at the time of its training.`;
  if (run.rules === undefined)
    return `${about}. The run is older than the rules' hash in run.json: that the rules were settled before it cannot be shown.`;
  return run.rules === hash
    ? `${about}: the hash that the run wrote into run.json when it began, ${run.createdAt}; the rules have not changed since.`
    : `${about}: NOT the hash ${run.rules.slice(0, 16)} that the run wrote when it began: the rules have changed since.`;
}

function unitLine(unit: ScoredUnit, kind: UnitLine['kind'], vocabulary: RuleVocabulary): UnitLine {
  const { index, density, purity, purityOnA, quarters, lowestQuarter, ruleF1, lookupF1 } = unit;
  const { activeTokens, documents, monosemantic, contextual, rule } = unit;
  return {
    kind,
    index,
    rule: rule === null ? null : vocabulary.words(rule),
    density,
    purity,
    purityOnA,
    quarters,
    lowestQuarter,
    ruleF1,
    lookupF1,
    activeTokens,
    documents,
    monosemantic,
    contextual,
  };
}
