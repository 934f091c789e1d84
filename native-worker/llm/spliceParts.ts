/** The two sessions of a spliced model: what each is made of and fed with. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Device } from '../../protocol/device.ts';
import type { HookPoint } from '../../protocol/model.ts';
import { createSession } from '../onnx/devices.ts';
import type { SessionOptions } from '../onnx/devices.ts';
import type { ElementType } from '../onnx/elementType.ts';
import { graphOf } from '../onnx/graph.ts';
import { onnxBytes } from '../onnx/onnxFile.ts';
import type { OnnxFile } from '../onnx/onnxFile.ts';
import { ort } from '../onnx/ort.ts';
import type { GraphProto } from '../onnx/proto/onnx_pb.gen.ts';
import { activationsInput, activationsOutput } from '../onnx/splice.ts';
import type { Cut } from '../onnx/splice.ts';
import { checkTapShape, ModelRunError } from './graphRunner.ts';
import type { TokenBatch } from './languageModel.ts';
import type { ModelConfig } from './modelConfig.ts';
import { modelInputs } from './modelInputs.ts';
import { scoreInputs, withScores } from './scoreNodes.ts';
import type { BegunBatch, FinishOptions } from './splicedModel.ts';
import { checkBatch } from './tokenBatch.ts';

/** What is cut: a model's file, and its tensor of logits. */
export interface Spliceable {
  onnx: OnnxFile;
  config: ModelConfig;
  logits: string;
}

export interface Before {
  session: InferenceSession;
  /** Element types of the tensor and the crossings. */
  types: ReadonlyMap<string, ElementType>;
  /** @throws TokenBatchError, TapShapeError, ModelRunError */
  run(batch: TokenBatch): Promise<BegunBatch>;
}

/** @throws DeviceUnavailableError, UnsupportedInputError */
export async function openBefore(
  cut: Cut,
  { config }: Spliceable,
  hookPoint: HookPoint,
  device: Device,
  options: SessionOptions,
): Promise<Before> {
  const feeds = modelInputs(graphOf(cut.upstream), config);
  const fetched = [activationsOutput, ...cut.crossings];
  const { session } = await createSession(onnxBytes(cut.upstream), device, options);
  return {
    session,
    types: typesOf(session),
    run: async (batch) => {
      checkBatch(batch, config);
      const outputs = await session.run(feeds(batch), fetched).catch((error: unknown) => {
        throw new ModelRunError(batch, error);
      });
      const { [activationsOutput]: activations, ...crossings } = outputs;
      const dims = activations?.dims ?? [];
      checkTapShape(hookPoint, dims, batch);
      return { batch, activations: activations?.data as Float32Array, rest: { dims, crossings } };
    },
  };
}

/** Of a session's outputs; onnxruntime has inferred them. */
function typesOf(session: InferenceSession): Map<string, ElementType> {
  const known = session.outputMetadata.filter((output) => output.isTensor);
  return new Map(known.map(({ name, type }) => [name, type as ElementType]));
}

export interface After {
  bytes: Uint8Array;
  /** @throws RangeError for arrays that do not fit the batch */
  feeds(begun: BegunBatch, activations: Float32Array, options: FinishOptions): Record<string, Tensor>;
}

/** @throws UncuttableTensorError, UnsupportedInputError */
export function prepareAfter(
  cut: Cut,
  types: ReadonlyMap<string, ElementType>,
  { config, logits }: Spliceable,
  divergence: boolean,
): After {
  const downstream = cut.downstream(types);
  const own = modelInputs(inputsOfModel(graphOf(downstream), cut), config);
  const compare = divergence ? config.vocabularySize : null;
  return {
    bytes: onnxBytes(withScores(downstream, logits, divergence)),
    feeds: (begun, activations, options) => ({
      ...own(begun.batch),
      ...begun.rest.crossings,
      [activationsInput]: new ort.Tensor('float32', fitting(begun, activations), begun.rest.dims),
      [scoreInputs.targets]: targetTensor(begun.batch, options.targets),
      ...(compare === null
        ? {}
        : { [scoreInputs.reference]: referenceTensor(begun.batch, options.reference, compare) }),
    }),
  };
}

/** The graph with those inputs alone that the model itself is fed with; the others come from the first part. */
function inputsOfModel(graph: GraphProto, { crossings }: Cut): GraphProto {
  const given = new Set<string>([activationsInput, ...crossings]);
  return Object.assign({}, graph, { input: graph.input.filter(({ name }) => !given.has(name)) });
}

function fitting({ activations: { length } }: BegunBatch, activations: Float32Array): Float32Array {
  if (activations.length === length) return activations;
  throw new RangeError(`The batch has ${length} activations, not ${activations.length}.`);
}

/** The next token of the row, where none are given; what stands at the last position of a row is never looked at. */
function targetTensor({ rows, length, tokens }: TokenBatch, targets: Int32Array | undefined): Tensor {
  const chosen = targets ?? Int32Array.from(tokens, (id, place) => tokens[place + 1] ?? id);
  if (chosen.length !== rows * length)
    throw new RangeError(`The batch has ${rows * length} positions, but there are ${chosen.length} targets.`);
  return new ort.Tensor('int64', BigInt64Array.from(chosen, BigInt), [rows, length, 1]);
}

function referenceTensor(
  { rows, length }: TokenBatch,
  reference: Float32Array | undefined,
  vocabulary: number,
): Tensor {
  if (!reference) return new ort.Tensor('float32', new Float32Array(1), [1, 1, 1]);
  if (reference.length !== rows * length * vocabulary) {
    throw new RangeError(
      `Logits to compare with need ${rows * length * vocabulary} values, but there are ${reference.length}.`,
    );
  }
  return new ort.Tensor('float32', reference, [rows, length, vocabulary]);
}
