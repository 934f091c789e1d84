/** The SAE under test with its language model: a run, or an SAELens folder with the model named beside it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { defaultRowsPerBatch, outlierFactor } from '../../activations/harvest.ts';
import type { Tokenizer } from '../../llm/alignedTokens.ts';
import type { ActivationReader, LanguageModel } from '../../llm/languageModel.ts';
import { openLanguageModel } from '../../llm/openLanguageModel.ts';
import { openTokenizer } from '../../llm/tokenizer/openTokenizer.ts';
import { readRunFile, type RunFile } from '../../runs/runFile.ts';
import { runPaths } from '../../runs/runFolder.ts';
import { SparseAutoencoder } from '../../sae/sparseAutoencoder.ts';
import { modelFolderNames } from '../../starterMedia.ts';
import { EvaluationError } from './errors.ts';

export interface SubjectOptions {
  /** A run folder, or a folder with cfg.json. */
  folder: string;
  /** For an SAE folder: the model it was trained on, and the hook point where cfg.json does not say it. */
  model?: string;
  hook?: string;
  threads?: number;
}

export interface Subject {
  /** For reports: the run's name, or the folder. */
  name: string;
  folder: string;
  /** Null for an SAE folder. */
  run: RunFile | null;
  sae: SparseAutoencoder;
  model: LanguageModel;
  tokenizer: Tokenizer;
  reader: ActivationReader;
  contextSize: number;
  rowsPerBatch: number;
  /** Norms above are masked, as in training; null where no run says it: then it is measured on the text. */
  outlierNorm: number | null;
  dispose(): Promise<void>;
}

/** @throws EvaluationError, and what opening a model or an SAE throws */
export async function openSubject(options: SubjectOptions): Promise<Subject> {
  const runFolder = runFolderOf(options.folder);
  return runFolder === null ? openFolder(options) : openRun(runFolder, options);
}

/** A run folder, or the `sae` folder inside one; null for any other SAE folder. @throws EvaluationError */
function runFolderOf(folder: string): string | null {
  const given = path.resolve(folder);
  if (existsSync(runPaths(given).runFile)) return given;
  const above = path.dirname(given);
  if (path.basename(given) === 'sae' && existsSync(runPaths(above).runFile)) return above;
  if (existsSync(path.join(given, 'cfg.json'))) return null;
  throw new EvaluationError(
    `${given} is neither a run (it has no run.json) nor an SAE folder (it has no cfg.json). Name one of them; monosema runs lists the runs.`,
  );
}

async function openRun(folder: string, { threads }: SubjectOptions): Promise<Subject> {
  const paths = runPaths(folder);
  const run = readRunFile(paths.runFile);
  if (!existsSync(path.join(paths.sae, 'cfg.json')))
    throw new EvaluationError(
      `The run in ${folder} is ${run.status} and has no SAE yet. Let it finish first.`,
    );
  const modelFolder = modelFolderNames.resolve(run.request.modelFolder);
  const model = await openLanguageModel(modelFolder);
  if (model.summary.hash !== run.model.hash)
    throw new EvaluationError(
      `The model in ${modelFolder} is not the one the run was trained on. Put it back, or train a new run.`,
    );
  const { contextSize, hookPoint } = run.request;
  return opened({
    name: run.name,
    folder,
    run,
    model,
    modelFolder,
    saeFolder: paths.sae,
    contextSize,
    hookPoint,
    rowsPerBatch: run.choices?.rowsPerBatch ?? defaultRowsPerBatch(contextSize),
    outlierNorm: run.choices === null ? null : outlierFactor * run.choices.medianNorm,
    threads,
  });
}

async function openFolder({ folder, model: modelFolder, hook, threads }: SubjectOptions): Promise<Subject> {
  if (modelFolder === undefined)
    throw new EvaluationError(
      `${folder} is an SAE without its run: name its language model by --model <folder>.`,
    );
  const given = path.resolve(folder);
  const probe = await SparseAutoencoder.load(given);
  const { metadata } = probe;
  await probe.dispose();
  const hookPoint = hook ?? textOf(metadata['hook_name']);
  if (hookPoint === null)
    throw new EvaluationError(`cfg.json in ${given} names no hook point: name it by --hook <name>.`);
  const model = await openLanguageModel(modelFolder);
  const stated = metadata['context_size'];
  const contextSize =
    typeof stated === 'number' && stated >= 8 ? Math.min(stated, model.summary.maxContext) : 128;
  return opened({
    name: path.basename(given),
    folder: given,
    run: null,
    model,
    modelFolder,
    saeFolder: given,
    contextSize,
    hookPoint,
    rowsPerBatch: defaultRowsPerBatch(contextSize),
    outlierNorm: null,
    threads,
  });
}

interface Found extends Omit<Subject, 'sae' | 'tokenizer' | 'reader' | 'dispose'> {
  modelFolder: string;
  saeFolder: string;
  hookPoint: string;
  threads: number | undefined;
}

async function opened({ modelFolder, saeFolder, hookPoint, threads, ...found }: Found): Promise<Subject> {
  const tokenizer = await openTokenizer(modelFolder);
  const sae = await SparseAutoencoder.load(saeFolder, threads);
  const reader = await found.model.openReader(hookPoint, {
    device: 'cpu',
    ...(threads === undefined ? {} : { threads }),
  });
  const dispose = async (): Promise<void> => {
    await reader.dispose();
    await sae.dispose();
  };
  if (reader.hookPoint.width === sae.dIn) return { ...found, tokenizer, sae, reader, dispose };
  await dispose();
  throw new EvaluationError(
    `The SAE reads ${sae.dIn} dimensions, but ${hookPoint} of ${found.model.summary.name} has ${reader.hookPoint.width}. Name its own model and hook point by --model and --hook.`,
  );
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
