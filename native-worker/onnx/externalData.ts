/**
 * Weights that an .onnx file keeps in other files: checked here, never read. They must lie in the model's folder; links of the Hugging Face
 * cache are followed by naming the real files, because onnxruntime refuses such links.
 */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isInside, LinkOutsideError, realFileInside } from '../files/insideFolder.ts';
import { downloadAgain, OnnxFileError } from './onnxFileError.ts';
import { TensorProto_DataLocation as DataLocation } from './proto/onnx_pb.gen.ts';
import type { ModelProto, StringStringEntryProto, TensorProto } from './proto/onnx_pb.gen.ts';
import { storedTensors } from './storedTensors.ts';

export interface ExternalTensor {
  location: StringStringEntryProto;
  /** Bytes that the file must have for this tensor. */
  end: number;
}

/** What onnxruntime takes for an address in memory, not for a file. */
const memoryAddress = '_ORT_MEM_ADDR_';

function place(file: string, tensor: TensorProto): ExternalTensor {
  const broken = (problem: string): OnnxFileError =>
    new OnnxFileError(file, `weight '${tensor.name}' ${problem}.`, downloadAgain);
  const entry = (key: string): StringStringEntryProto | undefined => {
    const entries = tensor.externalData.filter((candidate) => candidate.key === key);
    if (entries.length > 1) throw broken(`states its external ${key} ${entries.length} times`);
    return entries[0];
  };
  const bytes = (key: string): number => {
    const text = entry(key)?.value ?? '0';
    if (!/^\d{1,15}$/.test(text))
      throw broken(`has the external ${key} '${text}', which is no number of bytes`);
    return Number(text);
  };
  const location = entry('location');
  if (!location || location.value === '') throw broken('names no external file');
  return { location, end: bytes('offset') + bytes('length') };
}

/** Tensors of `model` whose data lies outside `file`. @throws OnnxFileError for places that make no sense. */
export function externalTensors(file: string, model: ModelProto): ExternalTensor[] {
  return storedTensors(model)
    .filter(({ dataLocation }) => dataLocation === DataLocation.EXTERNAL)
    .map((tensor) => place(file, tensor));
}

interface ExternalFile {
  real: string;
  size: number;
}

/** Checks one external file and returns its real path and size. */
async function resolveExternal(
  file: string,
  root: string,
  location: string,
  end: number,
): Promise<ExternalFile> {
  const folder = path.dirname(file);
  const wanted = path.resolve(folder, location);
  if (path.isAbsolute(location) || !isInside(folder, wanted) || location.includes(memoryAddress)) {
    const problem = `keeps weights in '${location}', outside its own folder.`;
    throw new OnnxFileError(file, problem, 'Put the data file beside it and export again.');
  }
  const real = await realFileInside(root, wanted).catch((error: unknown) => {
    if (error instanceof LinkOutsideError)
      throw new OnnxFileError(file, 'keeps weights behind a link.', error.message);
    throw error;
  });
  const info = real === null ? null : await stat(real);
  if (real === null || !info?.isFile()) {
    const problem = `no such file, but ${path.basename(file)} keeps weights there.`;
    throw new OnnxFileError(wanted, problem, downloadAgain);
  }
  if (info.size < end) {
    const problem = `has ${info.size} bytes, but the model's weights end at ${end}.`;
    throw new OnnxFileError(wanted, problem, downloadAgain);
  }
  return { real, size: info.size };
}

/** The deepest folder that holds all of `files`. */
function commonFolder(files: readonly string[]): string {
  let folder = path.dirname(files[0] ?? '');
  while (!files.every((file) => isInside(folder, file))) folder = path.dirname(folder);
  return folder;
}

/**
 * Points the tensors at the real files, relative to one folder, and returns that folder.
 * @param root the folder that all files must lie in; see `realFileInside`
 * @throws OnnxFileError when a file is missing, too short, or outside the model's folder.
 */
export async function resolveExternalData(
  file: string,
  tensors: ExternalTensor[],
  root = path.dirname(file),
): Promise<{ folder: string; files: ExternalFile[] }> {
  const ends = new Map<string, number>();
  for (const { location, end } of tensors)
    ends.set(location.value, Math.max(end, ends.get(location.value) ?? 0));
  const resolved = new Map<string, ExternalFile>();
  for (const [location, end] of ends)
    resolved.set(location, await resolveExternal(file, root, location, end));
  const all = [...new Map([...resolved.values()].map((each) => [each.real, each])).values()];
  const beside = await realpath(path.dirname(file));
  const inside = all.every(({ real }) => isInside(beside, real));
  const folder = inside ? beside : commonFolder(all.map(({ real }) => real));
  for (const { location } of tensors) {
    const target = resolved.get(location.value);
    if (target) location.value = path.relative(folder, target.real).replaceAll(path.sep, '/');
  }
  all.sort((a, b) => (a.real < b.real ? -1 : 1));
  return { folder, files: all };
}
