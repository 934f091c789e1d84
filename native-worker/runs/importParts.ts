/** What an imported run works with: model, corpus and reader, and a sample of the activations it will be read on. */
import type { DeviceReport } from '../../protocol/device.ts';
import { defaultRowsPerBatch, harvestTogether, medianNorm, outlierFactor } from '../activations/harvest.ts';
import { BadCorpusError } from '../corpus/corpusErrors.ts';
import type { TokenRow } from '../corpus/tokenRow.ts';
import type { TokenizedCorpus } from '../corpus/tokenRows.ts';
import type { ActivationReader, LanguageModel } from '../llm/languageModel.ts';
import { openTokenizer } from '../llm/tokenizer/openTokenizer.ts';
import { threadBudget } from '../threadBudget.ts';
import type { IndexParts } from './buildIndex.ts';
import type { RunChoices } from './runFile.ts';
import { replayed } from './replayed.ts';
import { checkedModel, tokenizedCorpus } from './runParts.ts';
import type { RunReporter } from './runReporter.ts';
import type { RunWorkOptions } from './runWork.ts';

/** Tokens that tell whether an SAE fits, and how often its features fire. */
const SAMPLE_TOKENS = 16_384;
/** Numbers of a sample's activations at most: 256 MB. */
const SAMPLE_VALUES = 2 ** 26;

export type ImportParts = IndexParts & { model: LanguageModel };

/** Model, corpus and reader, on the device and with the choices of the run's first job. */
export async function openImportParts(options: RunWorkOptions, reporter: RunReporter): Promise<ImportParts> {
  const { request, run, observer, control } = options;
  const model = await checkedModel(options);
  const tokenizer = await openTokenizer(request.modelFolder);
  const corpus = await tokenizedCorpus(options, tokenizer, control.signal);
  observer.corpus(corpus.summary);
  reporter.plan({
    corpus: corpus.summary.tokens,
    harvest: 0,
    train: 0,
    refit: 0,
    index: corpus.summary.tokens,
  });
  const threads = run.choices?.threads ?? threadBudget() ?? null;
  const reader = await model.openReader(request.hookPoint, {
    device: replayed(run.devices?.llm.chosen) ?? request.llmDevice,
    ...(threads === null ? {} : { threads }),
  });
  try {
    observer.devices({ llm: reader.device, sae: onCpu });
    return {
      model,
      tokenizer,
      corpus,
      reader,
      choices: run.choices ?? (await choicesOf(options, reader, corpus, threads)),
    };
  } catch (error) {
    await reader.dispose();
    throw error;
  }
}

/** Encoding for an index is done on the CPU wherever the model runs. */
const onCpu: DeviceReport = {
  requested: 'cpu',
  chosen: 'cpu',
  reason: 'Features of a finished SAE are computed on the CPU.',
  rejected: [],
};

async function choicesOf(
  { request, observer, control }: RunWorkOptions,
  reader: ActivationReader,
  corpus: TokenizedCorpus,
  threads: number | null,
): Promise<RunChoices> {
  const rowsPerBatch = defaultRowsPerBatch(request.contextSize, reader.device.chosen);
  const first = Array.from({ length: Math.min(32, corpus.rows.length) }, (_, index) => corpus.rows.at(index));
  const choices = {
    threads,
    rowsPerBatch,
    blockTokens: rowsPerBatch * request.contextSize,
    medianNorm: await medianNorm(reader, first, { rowsPerBatch, signal: control.signal }),
  };
  observer.choices(choices);
  return choices;
}

/** Raw activations of tokens spread evenly over the corpus, shape [tokens, dIn]. @throws BadCorpusError where it has none */
export async function importSample(
  { control }: RunWorkOptions,
  { corpus, reader, choices }: IndexParts,
): Promise<Float32Array> {
  const dIn = reader.hookPoint.width;
  const most = Math.min(SAMPLE_TOKENS, Math.max(1, Math.floor(SAMPLE_VALUES / dIn)));
  const { count, activations } = await harvestTogether(
    reader,
    spreadRows(corpus, most),
    {
      rowsPerBatch: choices.rowsPerBatch,
      outlierNorm: outlierFactor * choices.medianNorm,
      signal: control.signal,
      whilePaused: () => control.mayContinue(),
    },
    most,
  );
  if (count > 1) return activations;
  throw new BadCorpusError('The corpus gives no tokens to show features on. Choose one with more text.');
}

/** Enough rows for so many tokens, at even distances. */
function spreadRows({ rows, summary }: TokenizedCorpus, tokens: number): TokenRow[] {
  const share = Math.min(1, (1.1 * tokens) / Math.max(1, summary.tokens));
  const wanted = Math.max(1, Math.ceil(rows.length * share));
  return Array.from({ length: Math.min(wanted, rows.length) }, (_, i) =>
    rows.at(Math.floor((i * rows.length) / wanted)),
  );
}
