/**
 * Reads an .onnx file into an ordinary graph that can be followed: merged decoders are reduced to one branch, nodes stand in order.
 * Large weights stay on disk, its own and external ones: the graph is edited without them, and onnxruntime maps them.
 */
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { LinkOutsideError, realFileInside } from '../files/insideFolder.ts';
import { externalTensors, resolveExternalData } from './externalData.ts';
import { graphOf } from './graph.ts';
import type { DecoderBranch } from './inlineBranches.ts';
import { leaveWeights } from './leaveWeights.ts';
import { downloadAgain, OnnxFileError } from './onnxFileError.ts';
import { makeOrdinary } from './ordinaryModel.ts';
import { ModelProtoSchema } from './proto/onnx_pb.gen.ts';
import type { ModelProto } from './proto/onnx_pb.gen.ts';

export interface OnnxFile {
  file: string;
  model: ModelProto;
  /** Folder of the external data, for `SessionOptions`; null when the model is small and holds all weights itself. */
  externalDataFolder: string | null;
  /** Absolute paths of the external data files, sorted. */
  externalFiles: string[];
  /** Bytes of the file with its external data. */
  bytes: number;
  /** Whether the file holds a second graph for texts that go on from a cache (`branch: 'cached'`). */
  merged: boolean;
}

export interface OnnxReading {
  /** The folder that all files must lie in (`realFileInside`); the file's own when left out. */
  root?: string;
  /** Which graph of a merged decoder; `start` when left out. */
  branch?: DecoderBranch;
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT')
      throw new OnnxFileError(file, 'no such file.', 'Check the path of the model folder.');
    if (code === 'ERR_FS_FILE_TOO_LARGE') {
      throw new OnnxFileError(
        file,
        'is over 2 GB, the limit of the format.',
        'Export it with external data.',
      );
    }
    throw new OnnxFileError(file, `cannot be read: ${(error as Error).message}.`, 'Check its permissions.');
  }
}

/** Parses the bytes of an .onnx file; `file` is named in errors. */
export function parseOnnx(file: string, bytes: Uint8Array): ModelProto {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 40));
  if (start.startsWith('version https://git-lfs')) {
    throw new OnnxFileError(
      file,
      'is a Git LFS pointer, not the model.',
      "Run 'git lfs pull' in its repository.",
    );
  }
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    const problem = `is no whole ONNX file (${bytes.length} bytes; ${(error as Error).message}).`;
    throw new OnnxFileError(file, problem, `It may be cut short. ${downloadAgain}`);
  }
  if ((model.graph?.node.length ?? 0) === 0 || (model.graph?.output.length ?? 0) === 0) {
    const problem = `holds no graph with nodes and outputs (${bytes.length} bytes).`;
    throw new OnnxFileError(file, problem, `It is cut short or no ONNX model. ${downloadAgain}`);
  }
  return model;
}

/** @throws OnnxFileError when it leads out of `root` */
async function checkLink(file: string, root: string): Promise<void> {
  try {
    await realFileInside(root, file);
  } catch (error) {
    if (!(error instanceof LinkOutsideError)) throw error;
    throw new OnnxFileError(file, 'leads out of its folder.', error.message);
  }
}

/** @throws OnnxFileError for missing, cut short, foreign or incomplete files, and for those that refer to files elsewhere. */
export async function readOnnxFile(file: string, reading: OnnxReading = {}): Promise<OnnxFile> {
  const { root = path.dirname(file), branch = 'start' } = reading;
  await checkLink(file, root);
  const bytes = await readBytes(file);
  const model = parseOnnx(file, bytes);
  const merged = makeOrdinary(file, model, branch);
  leaveWeights(graphOf(model), file, bytes);
  const external = externalTensors(file, model);
  if (external.length === 0) {
    return { file, model, externalDataFolder: null, externalFiles: [], bytes: bytes.length, merged };
  }
  const { folder, files } = await resolveExternalData(file, external, root);
  const itself = await realpath(file);
  const externalFiles = files.filter(({ real }) => real !== itself);
  return {
    file,
    model,
    externalDataFolder: folder,
    externalFiles: externalFiles.map(({ real }) => real),
    bytes: externalFiles.reduce((sum, { size }) => sum + size, bytes.length),
    merged,
  };
}

/** The bytes that onnxruntime takes. */
export function onnxBytes(model: ModelProto): Uint8Array {
  return toBinary(ModelProtoSchema, model);
}
