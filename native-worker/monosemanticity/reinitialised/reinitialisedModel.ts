/** Writes a model folder beside the real one: same tokenizer, configuration and graph, weights that have learned nothing. */
import { create } from '@bufbuild/protobuf';
import {
  copyFile,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import path from 'node:path';
import { graphOf } from '../../onnx/graph.ts';
import { onnxBytes, readOnnxFile, type OnnxFile } from '../../onnx/onnxFile.ts';
import {
  StringStringEntryProtoSchema,
  TensorProto_DataLocation as DataLocation,
} from '../../onnx/proto/onnx_pb.gen.ts';
import type { TensorProto } from '../../onnx/proto/onnx_pb.gen.ts';
import { readModelFolder } from '../../llm/modelFolder.ts';
import { Random } from '../../sae/random.ts';
import { EvaluationError } from '../evaluation/errors.ts';
import { permuted, weightMatrices } from './permuteWeights.ts';

/** Larger files of a model folder are weights, not configuration. */
const MOST_CONFIGURATION_BYTES = 2 ** 26;
const DATA_FILE = 'model.onnx_data';

/**
 * @param target the folder to make; one that is there is taken as it is, since the same model and seed give the same weights
 * @throws EvaluationError when the model has no weight matrices that could be found; OnnxFileError, ModelFolderError
 */
export async function makeReinitialisedModel(
  modelFolder: string,
  target: string,
  seed: number,
): Promise<void> {
  if (await exists(path.join(target, 'config.json'))) return;
  const { folder, onnxFile } = await readModelFolder(modelFolder);
  const onnx = await readOnnxFile(onnxFile);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    await mkdir(path.join(temporary, 'onnx'), { recursive: true });
    await writeWeights(onnx, path.join(temporary, 'onnx'), seed);
    await writeFile(path.join(temporary, 'onnx', 'model.onnx'), onnxBytes(onnx.model));
    await copyConfiguration(folder, temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

async function copyConfiguration(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const file = path.join(from, entry.name);
    const { size } = await stat(file);
    if (entry.isDirectory() || /\.onnx/u.test(entry.name) || size > MOST_CONFIGURATION_BYTES) continue;
    await copyFile(file, path.join(to, entry.name));
  }
}

/** All large tensors go to one new data file, weights permuted; the model is changed to point at them. */
async function writeWeights(
  { file, model, externalDataFolder }: OnnxFile,
  folder: string,
  seed: number,
): Promise<void> {
  const graph = graphOf(model);
  const weights = new Set(weightMatrices(graph));
  if (weights.size === 0)
    throw new EvaluationError(
      `No weight matrices were found in ${file}, so there is no re-initialised model. Leave --train-reinitialised out.`,
    );
  const random = new Random(seed);
  const sources = new Sources(externalDataFolder ?? path.dirname(file));
  const data = await open(path.join(folder, DATA_FILE), 'w');
  try {
    let offset = 0;
    for (const tensor of graph.initializer) {
      const inline = tensor.dataLocation !== DataLocation.EXTERNAL;
      if (inline) {
        if (weights.has(tensor) && tensor.rawData.length > 0)
          tensor.rawData = permuted(tensor.rawData, tensor, random);
        continue;
      }
      const bytes = await sources.read(tensor);
      await data.write(
        weights.has(tensor) ? permuted(bytes, tensor, random) : bytes,
        0,
        bytes.length,
        offset,
      );
      pointAt(tensor, offset, bytes.length);
      offset += bytes.length;
    }
  } finally {
    await sources.close();
    await data.close();
  }
}

/** Files that tensors lie in, each opened once. */
class Sources {
  private readonly folder: string;
  private readonly files = new Map<string, FileHandle>();

  constructor(folder: string) {
    this.folder = folder;
  }

  async read(tensor: TensorProto): Promise<Uint8Array> {
    const entry = (key: string): string => tensor.externalData.find((each) => each.key === key)?.value ?? '';
    const location = path.join(this.folder, entry('location'));
    let file = this.files.get(location);
    if (file === undefined) this.files.set(location, (file = await open(location, 'r')));
    const bytes = new Uint8Array(Number(entry('length')));
    await file.read(bytes, 0, bytes.length, Number(entry('offset') === '' ? 0 : entry('offset')));
    return bytes;
  }

  async close(): Promise<void> {
    for (const file of this.files.values()) await file.close();
  }
}

function pointAt(tensor: TensorProto, offset: number, length: number): void {
  const place = { location: DATA_FILE, offset: String(offset), length: String(length) };
  tensor.externalData = Object.entries(place).map(([key, value]) =>
    create(StringStringEntryProtoSchema, { key, value }),
  );
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
