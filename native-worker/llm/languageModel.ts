/** What the rest of the engine may ask of an opened language model. */
import type { Tensor } from 'onnxruntime-node';
import type { Device, DeviceReport } from '../../protocol/device.ts';
import type { HookPoint, ModelSummary } from '../../protocol/model.ts';
import type { SpliceOptions, SplicedModel } from './splicedModel.ts';
import type { Unembedding } from './unembedding.ts';
import type { TensorSearch } from '../../protocol/tensorSearch.ts';
import type { DecoderSession } from './generate/decoderSession.ts';
import type { SteerForm } from './generate/steerGraph.ts';

/** A batch of rows padded on the right to one length. */
export interface TokenBatch {
  rows: number;
  /** Positions a row. */
  length: number;
  /** Ids, shape [rows, length]; padding holds any valid id. */
  tokens: Int32Array;
  /** True lengths, shape [rows]. */
  lengths: Int32Array;
}

/** Reads one hook point's activations from a graph pruned to what that hook needs. */
export interface ActivationReader {
  readonly hookPoint: HookPoint;
  readonly device: DeviceReport;
  /** How many reads are worth asking for at once, 1 when left out: a reader with a thread of its own then never waits for its caller. */
  readonly readsAtOnce?: number;
  /** Raw activations, shape [rows, length, width] flattened; padding positions hold whatever the model gave. */
  read(batch: TokenBatch): Promise<Float32Array>;
  /**
   * The same, bit for bit, left on the card: shape [rows, length, width], float32; the caller disposes it. Only where `keepOnDevice` was asked
   * for and the device is webgpu, the one whose tensors other sessions can read there.
   */
  readOnDevice?(batch: TokenBatch): Promise<Tensor>;
  dispose(): Promise<void>;
}

/** Reads several hook points from one forward pass, of a graph pruned to what they need together. */
export interface SharedReader {
  readonly hookPoints: readonly HookPoint[];
  readonly device: DeviceReport;
  readonly readsAtOnce?: number;
  /** Raw activations of each hook point, in their order; shapes as of `ActivationReader.read`. */
  read(batch: TokenBatch): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

/** Activations at a hook and the next-token distribution from one forward pass of the whole graph. */
export interface InspectionReader {
  readonly device: DeviceReport;
  read(tokens: Int32Array): Promise<{
    /** Raw activations at the hook, shape [length, width]. */
    activations: Float32Array;
    /** Logits, shape [length, vocabularySize]. */
    logits: Float32Array;
  }>;
  dispose(): Promise<void>;
}

export interface ReaderOptions {
  device: Device;
  /** Intra-op threads of the session. */
  threads?: number;
  /** Whether onnxruntime's idle threads spin (its default): off where others use the cores meanwhile. Changes time, never results. */
  allowSpinning?: boolean;
  /** Leaves what is read on the card, where the device can (webgpu). */
  keepOnDevice?: boolean;
  /** In a worker thread, so that the calling thread goes on while the model runs; else each read blocks it. Changes no result. */
  ownThread?: boolean;
  /** Told the seconds of each run of onnxruntime; not with `ownThread`. */
  onRun?: (seconds: number) => void;
}

export interface LanguageModel {
  readonly summary: ModelSummary;
  /** @throws UnknownHookPointError listing the nearest names. */
  hookPoint(name: string): HookPoint;
  /** Tensors that are no named hook point, by parts of their names. */
  searchTensors(text: string): TensorSearch;
  openReader(hookPoint: string, options: ReaderOptions): Promise<ActivationReader>;
  /** The model cut in two at the hook point. */
  openSplice(hookPoint: string, options: SpliceOptions): Promise<SplicedModel>;
  /** A hook point's last bits may depend on which others are read with it: onnxruntime fuses what is not read in between. */
  openSharedReader(
    hookPoints: readonly string[],
    options: Omit<ReaderOptions, 'keepOnDevice'>,
  ): Promise<SharedReader>;
  openInspection(hookPoint: string, options: { device: Device; threads?: number }): Promise<InspectionReader>;
  /** What directions in the residual stream do to the logits. @throws UnembeddingError where the model's head is not understood */
  openUnembedding(options: { threads?: number }): Promise<Unembedding>;
  /** The whole model for generation; with `steer` it can be steered at that hook point. */
  openDecoder(
    steer: { hookPoint: string; form: SteerForm } | null,
    options: { device: Device; threads?: number },
  ): Promise<DecoderSession>;
}
