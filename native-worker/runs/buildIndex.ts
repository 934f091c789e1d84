/** Encodes the whole corpus, held-in and held-out, with the exported SAE, adds what its features do to the logits, and writes the feature index of its step. */
import { harvest, outlierFactor } from '../activations/harvest.ts';
import type { TokenRow } from '../corpus/tokenRow.ts';
import type { LogitIndex } from '../features/build/logitIndex.ts';
import type { FeatureIndex } from '../features/featureIndex.ts';
import { FeatureIndexBuilder } from '../features/indexBuilder.ts';
import { writeFeatureIndex } from '../features/store/writeFeatureIndex.ts';
import { FeaturePurities } from '../monosemanticity/featurePurity.ts';
import { featureGroups } from '../sae/algorithms/featureGroups.ts';
import { SparseAutoencoder } from '../sae/sparseAutoencoder.ts';
import type { Twins } from '../sae/twins.ts';
import { logitEffects } from './logitEffects.ts';
import type { RunParts } from './runParts.ts';
import type { RunReporter } from './runReporter.ts';
import type { RunWorkOptions } from './runWork.ts';

/** Batches of rows taken from the pool at a time: bounds the memory of their places. */
const BATCHES_A_CHUNK = 16;
const DUCKDB = { threads: 2, memoryMegabytes: 1_000 };

/** What a run's activations are read with once more. */
export type IndexParts = Pick<RunParts, 'model' | 'corpus' | 'tokenizer' | 'reader' | 'choices'>;

export interface IndexJob {
  options: RunWorkOptions;
  parts: IndexParts;
  reporter: RunReporter;
  twins: Twins;
  step: number;
}

export async function buildIndex(job: IndexJob): Promise<void> {
  const { options, parts, reporter, step } = job;
  const { control, paths } = options;
  const { corpus, tokenizer } = parts;
  const { index, purities } = await encodeCorpus(job);
  await control.check();
  const logits = await effectsOf(job);
  await control.check();
  await writeFeatureIndex(index, {
    purities: await purities.finish(control.signal),
    logits,
    runFolder: paths.root,
    step,
    corpusHash: corpus.summary.hash,
    tokenText: (id) => tokenizer.tokenText(id),
    budget: DUCKDB,
    signal: control.signal,
  });
  reporter.finished('index');
}

/** The SAE is closed before anything is written: both take much memory. */
async function encodeCorpus(job: IndexJob): Promise<{ index: FeatureIndex; purities: FeaturePurities }> {
  const { options, parts, twins } = job;
  const { corpus, choices } = parts;
  const { dSae, seed } = options.request.sae;
  const sae = await SparseAutoencoder.load(options.paths.sae, choices.threads ?? undefined);
  try {
    const builder = new FeatureIndexBuilder({
      dSae,
      thresholds: sae.thresholds,
      ...featureGroups(options.request.sae),
      clusterOf: twins.representative,
      corpus: {
        source: (document) => corpus.source(document),
        text: (document, start, end) => corpus.text(document, start, end),
      },
      documents: corpus.documents.length,
      seed,
    });
    const purities = featurePurities(parts, sae);
    for (const rows of chunks(parts)) {
      await addRows(builder, purities, sae, rows, job);
    }
    return { index: builder.finish(), purities };
  } finally {
    await sae.dispose();
  }
}

/** Their work counts as so many tokens, evenly over the features. */
function effectsOf({ options, parts, reporter }: IndexJob): Promise<LogitIndex> {
  const { model, choices } = parts;
  const { dSae } = options.request.sae;
  let done = 0;
  return logitEffects({
    model,
    hookPoint: options.request.hookPoint,
    sae: options.paths.sae,
    ...(choices.threads === null ? {} : { threads: choices.threads }),
    check: async (features) => {
      await options.control.check();
      const tokens = Math.round((features / dSae) * model.summary.vocabularySize);
      reporter.worked('index', tokens - done);
      done = tokens;
    },
    onProblem: (message) => {
      options.observer.log('warning', message);
    },
  });
}

function featurePurities({ corpus, tokenizer }: IndexParts, sae: SparseAutoencoder): FeaturePurities {
  const { documents, rows } = corpus;
  const tokensOf = new Uint32Array(documents.length);
  for (let index = 0; index < rows.length; index++) {
    const { document, tokens } = rows.at(index);
    tokensOf[document] = (tokensOf[document] ?? 0) + tokens.length - 1;
  }
  const text = (document: number): string => corpus.text(document, 0, documents[document]?.characters ?? 0);
  return new FeaturePurities(
    {
      dSae: sae.dSae,
      thresholds: sae.thresholds,
      documents,
      text,
      tokenText: (id) => tokenizer.tokenText(id),
    },
    tokensOf,
  );
}

async function addRows(
  builder: FeatureIndexBuilder,
  purities: FeaturePurities,
  sae: SparseAutoencoder,
  rows: TokenRow[],
  job: IndexJob,
): Promise<void> {
  const { reader, choices } = job.parts;
  const { control } = job.options;
  const outlierNorm = outlierFactor * choices.medianNorm;
  const tokenRow = (key: number): TokenRow => {
    const row = rows[key];
    if (row === undefined) throw new RangeError(`A batch names row ${key} of ${rows.length}.`);
    return row;
  };
  for await (const batch of harvest(reader, rows, {
    rowsPerBatch: choices.rowsPerBatch,
    outlierNorm,
    signal: control.signal,
  })) {
    await control.check();
    const codes = await sae.encode(batch.activations);
    builder.add({ codes, rows: batch.rows, positions: batch.positions, tokenRow });
    for (let i = 0; i < batch.count; i++)
      purities.add(codes, i, tokenRow(batch.rows[i] ?? 0), batch.positions[i] ?? 0);
    job.reporter.worked('index', batch.count);
  }
}

function* chunks({ corpus: { rows }, choices }: IndexParts): Generator<TokenRow[]> {
  const size = choices.rowsPerBatch * BATCHES_A_CHUNK;
  for (let first = 0; first < rows.length; first += size) {
    yield Array.from({ length: Math.min(size, rows.length - first) }, (_, index) => rows.at(first + index));
  }
}
