/**
 * Weights that an .onnx file keeps in other files: checked here, never read. Links out of the model's folder (the Hugging Face
 * cache) are followed by naming the real files, because onnxruntime refuses such links.
 */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { graphOf, tensorsOf } from './graph.ts';
import { downloadAgain, OnnxFileError } from './onnxFileError.ts';
import { TensorProto_DataLocation as DataLocation } from './proto/onnx_pb.gen.ts';
import type { ModelProto, StringStringEntryProto } from './proto/onnx_pb.gen.ts';

export interface ExternalTensor {
  location: StringStringEntryProto;
  /** Bytes that the file must have for this tensor. */
  end: number;
}

/** Tensors of `model` whose data lies outside `file`. */
export function externalTensors(file: string, model: ModelProto): ExternalTensor[] {
  const found: ExternalTensor[] = [];
  for (const tensor of tensorsOf(graphOf(model))) {
    if (tensor.dataLocation !== DataLocation.EXTERNAL) continue;
    const entry = (key: string): StringStringEntryProto | undefined =>
      tensor.externalData.find((candidate) => candidate.key === key);
    const location = entry('location');
    if (!location)
      throw new OnnxFileError(file, `weight '${tensor.name}' names no external file.`, downloadAgain);
    found.push({ location, end: Number(entry('offset')?.value ?? 0) + Number(entry('length')?.value ?? 0) });
  }
  return found;
}

/** Checks one external file and returns its real path and size. */
async function resolveExternal(
  file: string,
  location: string,
  end: number,
): Promise<{ real: string; size: number }> {
  const folder = path.dirname(file);
  const wanted = path.resolve(folder, location);
  if (path.isAbsolute(location) || path.relative(folder, wanted).startsWith('..')) {
    const problem = `keeps weights in '${location}', outside its own folder.`;
    throw new OnnxFileError(file, problem, 'Put the data file beside it and export again.');
  }
  const real = await realpath(wanted).catch(() => null);
  if (real === null) {
    throw new OnnxFileError(
      wanted,
      `no such file, but ${path.basename(file)} keeps weights there.`,
      downloadAgain,
    );
  }
  const { size } = await stat(real);
  if (size < end) {
    throw new OnnxFileError(
      wanted,
      `has ${size} bytes, but the model's weights end at ${end}.`,
      downloadAgain,
    );
  }
  return { real, size };
}

/**
 * Points the tensors at the real files, relative to one folder, and returns that folder.
 * @throws OnnxFileError when a file is missing, too short, or outside the model's folder.
 */
export async function resolveExternalData(
  file: string,
  tensors: ExternalTensor[],
): Promise<{ folder: string; files: { real: string; size: number }[] }> {
  const ends = new Map<string, number>();
  for (const { location, end } of tensors)
    ends.set(location.value, Math.max(end, ends.get(location.value) ?? 0));
  const resolved = new Map<string, { real: string; size: number }>();
  for (const [location, end] of ends) resolved.set(location, await resolveExternal(file, location, end));
  const all = [...resolved.values()];
  const beside = await realpath(path.dirname(file));
  const folders = new Set(all.map(({ real }) => path.dirname(real)));
  const [single] = folders;
  const inside = all.every(({ real }) => !path.relative(beside, real).startsWith('..'));
  if (!inside && (single === undefined || folders.size > 1)) {
    const problem = `keeps weights in several folders (${[...folders].join(', ')}).`;
    throw new OnnxFileError(file, problem, 'Copy the model with its data files into one folder.');
  }
  const folder = inside ? beside : (single ?? beside);
  for (const { location } of tensors) {
    const target = resolved.get(location.value);
    if (target) location.value = path.relative(folder, target.real);
  }
  all.sort((a, b) => (a.real < b.real ? -1 : 1));
  return { folder, files: all };
}
