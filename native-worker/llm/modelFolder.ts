/**
 * Finds the parts of a model folder (Hugging Face layout): config.json, tokenizer.json and one .onnx file, in `onnx/` or beside them.
 * Full precision comes first; a path to one .onnx file chooses that one. No link of the folder may lead out of it (`realFileInside`).
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { LinkOutsideError, realFileInside } from '../files/insideFolder.ts';
import { parseModelConfig } from './modelConfig.ts';
import type { ModelConfig } from './modelConfig.ts';
import { ModelFolderError } from './modelFolderError.ts';

export interface ModelFolder {
  /** Absolute path. */
  folder: string;
  /** Name to show. */
  name: string;
  config: ModelConfig;
  configFile: string;
  tokenizerFile: string;
  /** Absolute path of the .onnx file to use. */
  onnxFile: string;
  warnings: string[];
}

const fullPrecision = ['model', 'model_fp16', 'decoder_model', 'decoder_model_merged', 'model_merged'];
const quantised = [
  'model_quantized',
  'model_int8',
  'model_uint8',
  'model_q4',
  'model_q4f16',
  'model_bnb4',
].flatMap((name) => [name, name.replace('model', 'decoder_model_merged')]);
/** Expects a filled cache, so that no text can be read from its start. */
const needsCache = 'decoder_with_past_model';

async function onnxFilesIn(folder: string): Promise<string[]> {
  const found = await Promise.all(
    ['onnx', '.'].map(async (sub) => {
      const names = await readdir(path.join(folder, sub)).catch(() => []);
      return names.filter((name) => name.endsWith('.onnx')).map((name) => path.join(sub, name));
    }),
  );
  return found.flat();
}

/** The best of `files` (relative paths, `onnx/` first); null where none can be used. */
export function preferredOnnxFile(files: readonly string[]): string | null {
  const stem = (file: string): string => path.basename(file, '.onnx');
  for (const wanted of [...fullPrecision, ...quantised]) {
    const match = files.find((file) => stem(file) === wanted);
    if (match !== undefined) return match;
  }
  return [...files].sort().find((file) => !stem(file).startsWith(needsCache)) ?? null;
}

async function chooseOnnxFile(folder: string): Promise<string> {
  const files = await onnxFilesIn(folder);
  const chosen = preferredOnnxFile(files);
  if (chosen !== null) return path.join(folder, chosen);
  const export_ = `Export one: optimum-cli export onnx --model <name> --task text-generation-with-past ${folder}`;
  if (files.length === 0)
    throw new ModelFolderError(folder, 'has no .onnx file, nor has onnx/ in it.', export_);
  throw new ModelFolderError(
    folder,
    `has only decoders that go on from a filled cache (${files.join(', ')}).`,
    `Put decoder_model.onnx or decoder_model_merged.onnx beside it. ${export_}`,
  );
}

/** The folder of a path that may name the folder, its `onnx/`, or an .onnx file in either. */
async function locate(given: string): Promise<{ folder: string; onnxFile: string | null }> {
  const target = path.resolve(given);
  const info = await stat(target).catch(() => null);
  if (!info) throw new ModelFolderError(target, 'there is nothing at this path.', 'Choose another folder.');
  const start = info.isFile() ? path.dirname(target) : target;
  const hasConfig = await stat(path.join(start, 'config.json')).catch(() => null);
  const folder = !hasConfig && path.basename(start) === 'onnx' ? path.dirname(start) : start;
  if (info.isFile() && !target.endsWith('.onnx')) {
    throw new ModelFolderError(
      target,
      'is a file, but no .onnx file.',
      'Choose the folder that holds config.json.',
    );
  }
  return { folder, onnxFile: info.isFile() ? target : null };
}

/** The model folder of such a path; the path itself where nothing is there, for whoever reads it to say so. */
export async function modelFolderAt(given: string): Promise<string> {
  const located = await locate(given).catch(() => null);
  return located?.folder ?? given;
}

async function readPart(folder: string, name: string): Promise<string> {
  try {
    return await readFile(path.join(folder, name), 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const names = missing ? await readdir(folder).catch((): string[] => []) : [];
    const gguf = names.find((each) => each.toLowerCase().endsWith('.gguf'));
    if (gguf !== undefined) {
      throw new ModelFolderError(
        folder,
        `holds a GGUF model (${gguf}); Monosema reads ONNX.`,
        'Export the original model: optimum-cli export onnx --model <name> --task text-generation-with-past <folder>',
      );
    }
    const problem = missing ? `has no ${name}.` : `${name} cannot be read (${(error as Error).message}).`;
    throw new ModelFolderError(
      folder,
      problem,
      'Choose a folder in the Hugging Face layout: config.json, tokenizer.json and an .onnx file.',
    );
  }
}

/** The folder's own name, unless that says nothing: then the name in the cache's path or in config.json. */
export function displayName(folder: string, nameOrPath: string | null): string {
  const cached = /models--([^/\\]+?)--([^/\\]+)[/\\]snapshots/.exec(folder);
  if (cached) return `${cached[1] ?? ''}/${cached[2] ?? ''}`;
  const own = path.basename(folder);
  const tellsLittle = /^(onnx|model|models|export(ed)?|output|[0-9a-f]{16,})$/i.test(own);
  return tellsLittle && nameOrPath !== null && nameOrPath !== '' ? path.basename(nameOrPath) : own;
}

/** What is read of a folder, the weights aside. */
const parts = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];

async function checkLinks(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    try {
      await realFileInside(folder, path.resolve(folder, file));
    } catch (error) {
      if (!(error instanceof LinkOutsideError)) throw error;
      throw new ModelFolderError(folder, 'a link leads out of it.', error.message);
    }
  }
}

/** @throws ModelFolderError naming the missing or broken part. */
export async function readModelFolder(given: string): Promise<ModelFolder> {
  const { folder, onnxFile } = await locate(given);
  await checkLinks(folder, parts);
  const parsed = parseModelConfig(await readPart(folder, 'config.json'));
  if (!parsed.ok) {
    throw new ModelFolderError(folder, parsed.problem, "Take the config.json of the model's own repository.");
  }
  const { config } = parsed;
  await readPart(folder, 'tokenizer.json');
  const chosen = onnxFile ?? (await chooseOnnxFile(folder));
  if (path.basename(chosen).startsWith(needsCache)) {
    const problem = `${path.basename(chosen)} goes on from a filled cache, so that no text can be read from its start.`;
    throw new ModelFolderError(folder, problem, 'Choose decoder_model.onnx or decoder_model_merged.onnx.');
  }
  await checkLinks(folder, [chosen]);
  const warnings: string[] = [];
  if (config.bosId === null)
    warnings.push('config.json names no BOS token: rows start with the text itself.');
  return {
    folder,
    name: displayName(folder, config.nameOrPath),
    config,
    configFile: path.join(folder, 'config.json'),
    tokenizerFile: path.join(folder, 'tokenizer.json'),
    onnxFile: chosen,
    warnings,
  };
}
