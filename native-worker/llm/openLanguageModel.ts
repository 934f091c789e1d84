/** Opens a model folder: its hook points, and readers on graphs pruned to what each needs. */
import path from 'node:path';
import type { HookPoint, ModelSummary } from '../../protocol/model.ts';
import { MOST_TENSORS } from '../../protocol/tensorSearch.ts';
import type { TensorSearch } from '../../protocol/tensorSearch.ts';
import { GraphIndex, graphOf } from '../onnx/graph.ts';
import { readOnnxFile } from '../onnx/onnxFile.ts';
import type { OnnxFile } from '../onnx/onnxFile.ts';
import { OnnxFileError } from '../onnx/onnxFileError.ts';
import type { GraphProto } from '../onnx/proto/onnx_pb.gen.ts';
import { readContinuation } from './generate/continuation.ts';
import { DecoderSession } from './generate/decoderSession.ts';
import type { SteerForm } from './generate/steerGraph.ts';
import { GraphRunner } from './graphRunner.ts';
import type { RunnerOptions } from './graphRunner.ts';
import { HarvestCosts } from './harvestCost.ts';
import { findHookPoints, resolveHookPoint } from './hookPoints.ts';
import type { FoundHookPoint } from './hookPoints.ts';
import type {
  ActivationReader,
  InspectionReader,
  LanguageModel,
  ReaderOptions,
  SharedReader,
  TokenBatch,
} from './languageModel.ts';
import { readModelFolder } from './modelFolder.ts';
import type { ModelFolder } from './modelFolder.ts';
import { modelHash } from './modelHash.ts';
import { prepareGraph } from './preparedGraph.ts';
import { openSplicedModel } from './splicedModel.ts';
import type { SpliceOptions, SplicedModel } from './splicedModel.ts';
import { quantisationNotes } from './quantisation.ts';
import { exposeFusedSums } from './fusedSums.ts';
import { searchTensors } from './tensorSearch.ts';
import type { SearchedGraph } from './tensorSearch.ts';
import { TensorShapes } from './tensorShape.ts';
import { ThreadedReader } from './threadedReader.ts';
import { Unembedding } from './unembedding.ts';
import { UnembeddingError } from './unembedding/unembeddingError.ts';

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

async function summarise(folder: ModelFolder, onnx: OnnxFile, graph: SearchedGraph): Promise<ModelSummary> {
  const { config } = folder;
  const { hookPoints, problem } = findHookPoints(graph.index, config);
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
    hookPoints: hookPoints.map((found) => withFacts(found, graph)),
    warnings: [
      ...folder.warnings,
      ...quantisationNotes(graph.index.graph),
      ...(problem === null ? [] : [problem]),
    ],
  };
}

function withFacts(found: FoundHookPoint, { shapes, costs }: SearchedGraph): HookPoint {
  return { ...found, shape: shapes.of(found.tensor, found.width), ...costs.of(found.tensor) };
}

class OnnxLanguageModel implements LanguageModel {
  readonly summary: ModelSummary;
  private readonly folder: ModelFolder;
  private readonly onnx: OnnxFile;
  private readonly graph: SearchedGraph;

  constructor(summary: ModelSummary, folder: ModelFolder, onnx: OnnxFile, graph: SearchedGraph) {
    this.summary = summary;
    this.folder = folder;
    this.onnx = onnx;
    this.graph = graph;
  }

  hookPoint(name: string): HookPoint {
    const found = resolveHookPoint(name, this.summary.hookPoints, this.graph.index, this.summary.width);
    return withFacts(found, this.graph);
  }

  searchTensors(text: string): TensorSearch {
    return searchTensors(this.graph, text, MOST_TENSORS);
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

  async openSplice(name: string, options: SpliceOptions): Promise<SplicedModel> {
    const logits = logitsTensor(this.onnx.file, this.graph.index.graph);
    const model = { onnx: this.onnx, config: this.folder.config, logits };
    return openSplicedModel(model, this.hookPoint(name), options);
  }

  async openSharedReader(
    names: readonly string[],
    options: Omit<ReaderOptions, 'keepOnDevice'>,
  ): Promise<SharedReader> {
    const hookPoints = names.map((name) => this.hookPoint(name));
    const taps = hookPoints.map(({ tensor, width }, place) => ({
      tensor,
      output: `${activationsOutput}_${place}`,
      width,
    }));
    const graph = prepareGraph(this.onnx, this.folder.config, taps);
    if (options.ownThread !== true) {
      const runner = await GraphRunner.open(graph, options);
      const read = (batch: TokenBatch): Promise<Float32Array[]> => runner.run(batch);
      return { hookPoints, device: runner.device, read, dispose: () => runner.dispose() };
    }
    const reader = await ThreadedReader.open(part(hookPoints, 0), graph, options);
    return {
      hookPoints,
      device: reader.device,
      readsAtOnce: reader.readsAtOnce,
      read: (batch) => reader.readAll(batch),
      dispose: () => reader.dispose(),
    };
  }

  async openInspection(name: string, options: RunnerOptions): Promise<InspectionReader> {
    const hookPoint = this.hookPoint(name);
    const logits = logitsTensor(this.onnx.file, this.graph.index.graph);
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

  async openUnembedding(options: { threads?: number }): Promise<Unembedding> {
    const { width, vocabularySize } = this.folder.config;
    const logits = 'logits';
    if (!this.graph.index.makers.has(logits))
      throw new UnembeddingError(this.onnx.file, "it has no output 'logits'");
    return Unembedding.open(this.onnx, this.graph.index, { width, vocabularySize, logits, ...options });
  }

  async openDecoder(
    steer: { hookPoint: string; form: SteerForm } | null,
    options: RunnerOptions,
  ): Promise<DecoderSession> {
    const { onnx, folder, graph } = this;
    const hookPoint = steer === null ? null : this.hookPoint(steer.hookPoint);
    const decoder = {
      model: onnx.model,
      logits: logitsTensor(onnx.file, graph.index.graph),
      config: folder.config,
      externalDataFolder: onnx.externalDataFolder,
      steer: steer && hookPoint ? { tensor: hookPoint.tensor, form: steer.form } : null,
    };
    const place = { file: onnx.file, root: folder.folder };
    const known = this.summary.hookPoints;
    const continuation = onnx.merged ? await readContinuation(place, decoder, known) : null;
    return DecoderSession.open({ ...decoder, continuation }, options);
  }
}

/**
 * Opens the model in `folder` (or the .onnx file of that path); no session is made yet.
 * @throws ModelFolderError, OnnxFileError.
 */
export async function openLanguageModel(folder: string): Promise<LanguageModel> {
  const found = await readModelFolder(folder);
  const onnx = await readOnnxFile(found.onnxFile, { root: found.folder });
  exposeFusedSums(graphOf(onnx.model));
  const index = new GraphIndex(graphOf(onnx.model));
  const { width } = found.config;
  const graph = { index, width, costs: new HarvestCosts(index, width), shapes: new TensorShapes(index) };
  return new OnnxLanguageModel(await summarise(found, onnx, graph), found, onnx, graph);
}
