/** Opens a model folder: its hook points, and readers on graphs pruned to what each needs. */
import path from 'node:path';
import type { HookPoint, ModelSummary } from '../../protocol/model.ts';
import { GraphIndex, graphOf } from '../onnx/graph.ts';
import { readOnnxFile } from '../onnx/onnxFile.ts';
import type { OnnxFile } from '../onnx/onnxFile.ts';
import { OnnxFileError } from '../onnx/onnxFileError.ts';
import type { GraphProto } from '../onnx/proto/onnx_pb.gen.ts';
import { DecoderSession } from './generate/decoderSession.ts';
import type { SteerForm } from './generate/steerGraph.ts';
import { GraphRunner } from './graphRunner.ts';
import type { RunnerOptions } from './graphRunner.ts';
import { findHookPoints, resolveHookPoint } from './hookPoints.ts';
import type {
  ActivationReader,
  InspectionReader,
  LanguageModel,
  ReaderOptions,
  TokenBatch,
} from './languageModel.ts';
import { readModelFolder } from './modelFolder.ts';
import type { ModelFolder } from './modelFolder.ts';
import { modelHash } from './modelHash.ts';
import { prepareGraph } from './preparedGraph.ts';
import { exposeFusedSums } from './residualStream.ts';
import { ThreadedReader } from './threadedReader.ts';

const activationsOutput = 'monosema_activations';
const logitsOutput = 'monosema_logits';

function part<T>(parts: readonly T[], index: number): T {
  const value = parts[index];
  if (value === undefined)
    throw new RangeError(`A run gave ${parts.length} outputs; output ${index} is missing.`);
  return value;
}

/** The output with the next-token scores. */
function logitsTensor(file: string, graph: GraphProto): string {
  const name = graph.output.find((output) => output.name === 'logits')?.name;
  if (name !== undefined) return name;
  const names = graph.output.map((output) => output.name).join(', ');
  const nextStep = "Export a model with a language modelling head ('text-generation-with-past').";
  throw new OnnxFileError(file, `has no output 'logits' (its outputs: ${names}).`, nextStep);
}

async function summarise(folder: ModelFolder, onnx: OnnxFile, index: GraphIndex): Promise<ModelSummary> {
  const { config } = folder;
  const { hookPoints, problem } = findHookPoints(index, config);
  return {
    folder: folder.folder,
    name: folder.name,
    architecture: config.architecture,
    layers: config.layers,
    width: config.width,
    vocabularySize: config.vocabularySize,
    maxContext: config.maxContext,
    onnxFile: path.relative(folder.folder, folder.onnxFile),
    bytes: onnx.bytes,
    hash: await modelHash([folder.configFile, folder.tokenizerFile, onnx.file, ...onnx.externalFiles]),
    hookPoints,
    warnings: problem === null ? folder.warnings : [...folder.warnings, problem],
  };
}

class OnnxLanguageModel implements LanguageModel {
  readonly summary: ModelSummary;
  private readonly folder: ModelFolder;
  private readonly onnx: OnnxFile;
  private readonly index: GraphIndex;

  constructor(summary: ModelSummary, folder: ModelFolder, onnx: OnnxFile, index: GraphIndex) {
    this.summary = summary;
    this.folder = folder;
    this.onnx = onnx;
    this.index = index;
  }

  hookPoint(name: string): HookPoint {
    return resolveHookPoint(name, this.summary.hookPoints, this.index);
  }

  async openReader(name: string, options: ReaderOptions): Promise<ActivationReader> {
    const hookPoint = this.hookPoint(name);
    const taps = [{ tensor: hookPoint.tensor, output: activationsOutput, width: hookPoint.width }];
    const graph = prepareGraph(this.onnx, this.folder.config, taps);
    if (options.ownThread === true) return ThreadedReader.open(hookPoint, graph, options);
    const runner = await GraphRunner.open(graph, options);
    return {
      hookPoint,
      device: runner.device,
      read: async (batch) => part(await runner.run(batch), 0),
      ...(options.keepOnDevice === true && runner.device.chosen === 'webgpu'
        ? { readOnDevice: async (batch: TokenBatch) => part(await runner.tensors(batch), 0) }
        : {}),
      dispose: () => runner.dispose(),
    };
  }

  async openInspection(name: string, options: RunnerOptions): Promise<InspectionReader> {
    const hookPoint = this.hookPoint(name);
    const logits = logitsTensor(this.onnx.file, this.index.graph);
    const taps = [
      { tensor: hookPoint.tensor, output: activationsOutput, width: hookPoint.width },
      { tensor: logits, output: logitsOutput, width: this.folder.config.vocabularySize },
    ];
    const runner = await GraphRunner.open(prepareGraph(this.onnx, this.folder.config, taps), options);
    return {
      device: runner.device,
      read: async (tokens) => {
        const batch = { rows: 1, length: tokens.length, tokens, lengths: Int32Array.of(tokens.length) };
        const outputs = await runner.run(batch);
        return { activations: part(outputs, 0), logits: part(outputs, 1) };
      },
      dispose: () => runner.dispose(),
    };
  }

  async openDecoder(
    steer: { hookPoint: string; form: SteerForm } | null,
    options: RunnerOptions,
  ): Promise<DecoderSession> {
    const graph = {
      model: this.onnx.model,
      logits: logitsTensor(this.onnx.file, this.index.graph),
      config: this.folder.config,
      externalDataFolder: this.onnx.externalDataFolder,
      steer: steer === null ? null : { tensor: this.hookPoint(steer.hookPoint).tensor, form: steer.form },
    };
    return DecoderSession.open(graph, options);
  }
}

/**
 * Opens the model in `folder` (or the .onnx file of that path); no session is made yet.
 * @throws ModelFolderError, OnnxFileError.
 */
export async function openLanguageModel(folder: string): Promise<LanguageModel> {
  const found = await readModelFolder(folder);
  const onnx = await readOnnxFile(found.onnxFile);
  exposeFusedSums(graphOf(onnx.model));
  const index = new GraphIndex(graphOf(onnx.model));
  return new OnnxLanguageModel(await summarise(found, onnx, index), found, onnx, index);
}
