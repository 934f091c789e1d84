/** Opens a finished run for another look at its corpus: the same rows, masks and activations as its index was made of. */
import path from 'node:path';
import { harvest, outlierFactor, type HarvestedBatch } from '../../native-worker/activations/harvest.ts';
import { openCorpus } from '../../native-worker/corpus/openCorpus.ts';
import { tokenRows, type TokenizedCorpus } from '../../native-worker/corpus/tokenRows.ts';
import { openTokenizer } from '../../native-worker/llm/tokenizer/openTokenizer.ts';
import { openLanguageModel } from '../../native-worker/llm/openLanguageModel.ts';
import type { ActivationReader } from '../../native-worker/llm/languageModel.ts';
import { readRunFile, type RunChoices, type RunFile } from '../../native-worker/runs/runFile.ts';
import { runPaths } from '../../native-worker/runs/runFolder.ts';
import { SparseAutoencoder } from '../../native-worker/sae/sparseAutoencoder.ts';
import { modelFolderNames, starterCorpusFolder } from '../../native-worker/starterMedia.ts';

/** As in runs/runParts.ts: how much text a run reads beyond what it trains on. */
const TOKEN_RESERVE = 1.25;
/** Batches whose rows are unpacked at a time. */
const BATCHES_A_CHUNK = 16;

export class UnfitRunError extends Error {
  override readonly name = 'UnfitRunError';
}

export interface FinishedRun {
  folder: string;
  file: RunFile;
  corpus: TokenizedCorpus;
  sae: SparseAutoencoder;
  /** Unmasked activations of every row in order; `rows` counts from the first row of the corpus. */
  activations(): AsyncGenerator<HarvestedBatch, void, undefined>;
  dispose(): Promise<void>;
}

/** @throws UnfitRunError when the run is not finished, or its model or corpus is another one now. */
export async function openFinishedRun(folder: string): Promise<FinishedRun> {
  const paths = runPaths(path.resolve(folder));
  const file = readRunFile(paths.runFile);
  const { request, choices } = file;
  if (file.status !== 'finished' || choices === null) {
    throw new UnfitRunError(`The run in ${paths.root} is ${file.status}; let it finish first.`);
  }
  const modelFolder = modelFolderNames.resolve(request.modelFolder);
  const model = await openLanguageModel(modelFolder);
  if (model.summary.hash !== file.model.hash) {
    throw new UnfitRunError(
      `The model in ${modelFolder} is not the one the run was trained on. Train a new run.`,
    );
  }
  const corpus = await readCorpus(file, modelFolder);
  const sae = await SparseAutoencoder.load(paths.sae);
  const reader = await model.openReader(request.hookPoint, { device: 'cpu' });
  return {
    folder: paths.root,
    file,
    corpus,
    sae,
    activations: () => activations(reader, corpus, choices),
    dispose: async () => {
      await reader.dispose();
      await sae.dispose();
    },
  };
}

async function readCorpus({ request, corpus }: RunFile, modelFolder: string): Promise<TokenizedCorpus> {
  const starterFolder = request.corpus.kind === 'starter' ? starterCorpusFolder() : '';
  const files = await openCorpus(request.corpus, { starterFolder });
  try {
    const { contextSize, sae } = request;
    const found = await tokenRows(files, await openTokenizer(modelFolder), {
      contextSize,
      seed: sae.seed,
      maxTokens: Math.ceil(sae.trainingTokens * TOKEN_RESERVE) + 64 * contextSize,
    });
    if (found.summary.hash === corpus?.hash) return found;
    throw new UnfitRunError('The files of the corpus have changed since the run. Train a new run.');
  } finally {
    files.dispose();
  }
}

async function* activations(
  reader: ActivationReader,
  { rows }: TokenizedCorpus,
  { rowsPerBatch, medianNorm }: RunChoices,
): AsyncGenerator<HarvestedBatch, void, undefined> {
  const size = rowsPerBatch * BATCHES_A_CHUNK;
  const options = { rowsPerBatch, outlierNorm: outlierFactor * medianNorm };
  for (let first = 0; first < rows.length; first += size) {
    const chunk = Array.from({ length: Math.min(size, rows.length - first) }, (_, i) => rows.at(first + i));
    for await (const batch of harvest(reader, chunk, options)) {
      yield { ...batch, rows: batch.rows.map((row) => row + first) };
    }
  }
}
