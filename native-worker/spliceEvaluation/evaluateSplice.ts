/** From an SAE to what it costs its language model on text that it was not trained on. */
import type { CorpusSpec } from '../../protocol/corpus.ts';
import type { SpliceEvaluation } from '../../protocol/evaluation.ts';
import { packageVersion } from '../installation.ts';
import { TooLittleTextError } from '../monosemanticity/evaluation/errors.ts';
import { outlierNormOf } from '../monosemanticity/evaluation/harvestHalf.ts';
import { openSubject, type Subject, type SubjectOptions } from '../monosemanticity/evaluation/subject.ts';
import { unseenDocuments, type UnseenDocuments } from '../monosemanticity/evaluation/unseenText.ts';
import { documentDraws } from '../monosemanticity/measure/bootstrap.ts';
import { spliceScores, type Replacement, type SpliceScores } from '../sae/metrics/spliceScores.ts';
import { meanActivation, spliceText, type SplicedText } from './spliceText.ts';

export const DEFAULT_SPLICE_TOKENS = 50_000;
export const LEAST_SPLICE_TOKENS = 1000;

export interface SpliceRequest {
  subject: SubjectOptions;
  /** Further text where the run held out too little; null for none. */
  corpus: CorpusSpec | null;
  /** Tokens at most. */
  tokens: number;
  /** Of the resamplings. */
  seed: number;
  threads?: number;
  signal?: AbortSignal;
  /** Parts done of all, and what is being done. */
  onProgress?: (done: number, total: number, name: string) => void;
}

/** @throws EvaluationError, TooLittleTextError, UncuttableTensorError, corpus and model errors, the signal's reason */
export async function evaluateSplice(request: SpliceRequest): Promise<SpliceEvaluation> {
  const subject = await openSubject(request.subject);
  try {
    return await evaluateSubject(subject, request);
  } finally {
    await subject.dispose();
  }
}

/** What each stage takes of 100 parts: the first pass runs the model up to the hook, the second runs its rest four times. */
const STAGES = { text: [0, 3], 'mean activation': [3, 15], splicing: [15, 100] } as const;

async function evaluateSubject(subject: Subject, request: SpliceRequest): Promise<SpliceEvaluation> {
  const started = performance.now();
  const { signal, threads, onProgress } = request;
  const tell = (stage: keyof typeof STAGES, share: number): void => {
    const [from, to] = STAGES[stage];
    onProgress?.(from + share * (to - from), 100, stage);
  };
  tell('text', 0);
  const text = await unseenDocuments({ ...request, ...subject });
  if (text.tokens < LEAST_SPLICE_TOKENS)
    throw new TooLittleTextError(text.tokens, LEAST_SPLICE_TOKENS, text.sources);
  const rows = text.documents.flatMap((document) => document.rows);
  const outlierNorm = await outlierNormOf(subject, text.documents);
  const abort = signal === undefined ? {} : { signal };
  const onRows = (stage: keyof typeof STAGES) => (done: number) => {
    tell(stage, done / rows.length);
  };
  const mean = await meanActivation(subject.reader, rows, {
    rowsPerBatch: subject.rowsPerBatch,
    outlierNorm,
    ...abort,
    onRows: onRows('mean activation'),
  });
  const { sae, model, reader } = subject;
  const spliced = await model.openSplice(reader.hookPoint.name, {
    device: 'cpu',
    divergence: true,
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    const rowsPerBatch = rowsAtOnce(subject);
    const options = { spliced, sae, mean, outlierNorm, rowsPerBatch, ...abort, onRows: onRows('splicing') };
    const found = await spliceText(text.documents, options);
    const scores = spliceScores(found.sums, documentDraws(text.documents.length, request.seed));
    return evaluation(subject, text, found, scores, (performance.now() - started) / 1000);
  } finally {
    await spliced.dispose();
  }
}

/** Logits of a batch at most; the graph that compares them holds about five times that. */
const MOST_LOGIT_BYTES = 2 ** 27;

function rowsAtOnce({ model, contextSize, rowsPerBatch }: Subject): number {
  const bytesPerRow = 4 * model.summary.vocabularySize * contextSize;
  return Math.max(1, Math.min(rowsPerBatch, Math.floor(MOST_LOGIT_BYTES / bytesPerRow)));
}

function evaluation(
  { run, sae, model, reader }: Subject,
  { documents, sources, proven }: UnseenDocuments,
  { sums, masked, explainedVariance, l0 }: SplicedText,
  scores: SpliceScores,
  seconds: number,
): SpliceEvaluation {
  const { name, hash } = model.summary;
  const meansOf = (by: Replacement) => ({ loss: scores.loss[by], divergence: scores.divergence[by] });
  return {
    version: 1,
    measuredAt: new Date().toISOString(),
    program: packageVersion(),
    model: { name, hash },
    hookPoint: reader.hookPoint.name,
    dSae: sae.dSae,
    step: run?.progress?.step ?? null,
    text: {
      documents: documents.length,
      rows: documents.reduce((count, { rows }) => count + rows.length, 0),
      replaced: masked.kept,
      scored: sums.reduce((count, { scored }) => count + scored, 0),
      masked: { firstPosition: masked['first position'], outlierNorm: masked['outlier norm'] },
      sources,
      unseen: proven,
    },
    cleanLoss: scores.cleanLoss,
    replacedBy: { sae: meansOf('sae'), mean: meansOf('mean'), zero: meansOf('zero') },
    lossIncrease: scores.lossIncrease,
    lossRecovered: scores.lossRecovered,
    lossRecoveredFromZero: scores.lossRecoveredFromZero,
    divergenceScore: scores.divergenceScore,
    divergence: scores.meanDivergence,
    explainedVariance,
    l0,
    seconds,
  };
}
