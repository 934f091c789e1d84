/**
 * Which files of a repository make up a model: one .onnx file with its external data, and the small files beside it. A graph in a folder
 * of its own, as the onnxruntime-genai builder writes them, becomes a model folder by itself: its files move to the top.
 */
import path from 'node:path';
import { preferredOnnxFile } from '../llm/modelFolder.ts';
import type { Digest, RemoteFile } from './hub.ts';
import { unsafePath } from './safePath.ts';

export interface PlannedFile {
  /** In the repository. */
  remote: string;
  /** In the model's folder. */
  local: string;
  bytes: number;
  digest: Digest | null;
}

/** One .onnx file with what it needs: small files first, then the graph, then its weights. */
export interface RepositoryVariant {
  precision: string;
  onnxFile: string;
  files: PlannedFile[];
  /** Of those that every model needs. */
  missing: string[];
}

const NEEDED = ['config.json', 'tokenizer.json'] as const;
const WELCOME = [
  'tokenizer_config.json',
  'generation_config.json',
  'special_tokens_map.json',
  'README.md',
  ...['LICENSE', 'LICENCE', 'NOTICE'].flatMap((name) => [name, `${name}.txt`, `${name}.md`]),
];
/** Graphs of language models as exporters name them, without the precision. */
const USUAL_GRAPHS = new Set(['model', 'decoder_model', 'decoder_model_merged', 'model_merged']);
const PRECISION = /_(fp32|fp16|bf16|quantized|int8|uint8|q8|int4|uint4|q4f16|q4|bnb4)$/u;

/** Files under names that are safe on every system, by name; and the others. */
export function sortOut(files: readonly RemoteFile[]): {
  safe: Map<string, RemoteFile>;
  unsafe: string[];
} {
  const safe = new Map<string, RemoteFile>();
  const unsafe: string[] = [];
  for (const file of files) {
    if (unsafePath(file.path) !== null || safe.has(file.path)) unsafe.push(file.path);
    else safe.set(file.path, file);
  }
  return { safe, unsafe };
}

/** In the order in which the model folder itself would choose them; empty where there is no usable .onnx file. */
export function variantsOf(files: ReadonlyMap<string, RemoteFile>): RepositoryVariant[] {
  const usable = [...files.keys()].filter(
    (file) => file.endsWith('.onnx') && preferredOnnxFile([`${baseOf(file)}.onnx`]) !== null,
  );
  const usual = usable.filter((file) => USUAL_GRAPHS.has(baseOf(file)));
  const byPrecision = new Map<string, string[]>();
  for (const file of (usual.length > 0 ? usual : usable).sort(ownFolderLast)) {
    const precision = precisionOf(file);
    byPrecision.set(precision, [...(byPrecision.get(precision) ?? []), file]);
  }
  let left = [...byPrecision].flatMap(([precision, group]) => {
    const onnxFile = preferredOnnxFile(group);
    return onnxFile === null ? [] : [{ precision, onnxFile }];
  });
  const ordered: RepositoryVariant[] = [];
  while (left.length > 0) {
    const next = preferredOnnxFile(left.map(({ onnxFile }) => onnxFile));
    const chosen = left.find(({ onnxFile }) => onnxFile === next) ?? left[0];
    if (!chosen) break;
    left = left.filter((one) => one !== chosen);
    ordered.push({ ...chosen, ...partsOf(chosen.onnxFile, files) });
  }
  return ordered;
}

/** A file beside or below the graph, as its weights name it; null where the repository has none, or the name leads elsewhere. */
export function besideGraph(
  files: ReadonlyMap<string, RemoteFile>,
  onnxFile: string,
  name: string,
): PlannedFile | null {
  if (unsafePath(name) !== null) return null;
  const remote = path.posix.join(path.posix.dirname(onnxFile), name);
  const found = files.get(remote);
  return found ? planned(found, onnxFile) : null;
}

function partsOf(
  onnxFile: string,
  files: ReadonlyMap<string, RemoteFile>,
): Pick<RepositoryVariant, 'files' | 'missing'> {
  const own = path.posix.dirname(onnxFile);
  const companion = (name: string): RemoteFile | undefined =>
    (isTop(own) ? undefined : files.get(`${own}/${name}`)) ?? files.get(name);
  const companions = [...NEEDED, ...WELCOME].flatMap((name) => {
    const found = companion(name);
    return found ? [{ ...planned(found, onnxFile), local: name }] : [];
  });
  const graph = files.get(onnxFile);
  const data = [...files.values()].filter(({ path: file }) => isDataOf(onnxFile, file));
  return {
    files: [...companions, ...(graph ? [graph, ...data] : data).map((file) => planned(file, onnxFile))],
    missing: NEEDED.filter((name) => companion(name) === undefined),
  };
}

function planned({ path: remote, bytes, digest }: RemoteFile, onnxFile: string): PlannedFile {
  const own = path.posix.dirname(onnxFile);
  const local = isTop(own) ? remote : path.posix.relative(own, remote);
  return { remote, local, bytes, digest };
}

/** `model.onnx_data`, `model.onnx_data_1`, `model.onnx.data`: as optimum, transformers.js and the genai builder write them. */
function isDataOf(onnxFile: string, file: string): boolean {
  return (
    file.startsWith(onnxFile) && /^(_data(_\d+)?|\.data(\.\d+|_\d+)?)$/u.test(file.slice(onnxFile.length))
  );
}

/** Whether a model folder looks for graphs there. */
function isTop(folder: string): boolean {
  return folder === '.' || folder === 'onnx';
}

/** `onnx/` first, then the top, then others by name. */
function ownFolderLast(one: string, other: string): number {
  const rank = (file: string): number => ['onnx', '.'].indexOf(path.posix.dirname(file));
  const [a, b] = [rank(one), rank(other)].map((place) => (place < 0 ? 2 : place));
  return (a ?? 2) - (b ?? 2) || (one < other ? -1 : 1);
}

function stemOf(file: string): string {
  return path.posix.basename(file, '.onnx');
}

function baseOf(file: string): string {
  return stemOf(file).replace(PRECISION, '');
}

/** As transformers.js calls them, whose exports use these endings; a folder's own path where the file lies in one. */
function precisionOf(file: string): string {
  const stem = stemOf(file);
  const ending = PRECISION.exec(stem)?.[1];
  const named = ending === 'quantized' ? 'q8' : (ending ?? 'fp32');
  const folder = path.posix.dirname(file);
  if (isTop(folder)) return USUAL_GRAPHS.has(baseOf(file)) ? named : stem;
  return USUAL_GRAPHS.has(stem) ? folder : `${folder}/${stem}`;
}
