/**
 * A model cut in two at a hook point: the part before it runs once a batch, the part after it as often as asked, from the model's own
 * activations or from others. Both parts read the weights from the same files.
 */
import type { Tensor } from 'onnxruntime-node';
import type { Device, DeviceReport } from '../../protocol/device.ts';
import type { HookPoint } from '../../protocol/model.ts';
import type { OpenedSession } from '../onnx/devices.ts';
import { createSession } from '../onnx/devices.ts';
import { cutAt } from '../onnx/splice.ts';
import { ModelRunError } from './graphRunner.ts';
import type { TokenBatch } from './languageModel.ts';
import { scoreOutputs } from './scoreNodes.ts';
import { openBefore, prepareAfter } from './spliceParts.ts';
import type { After, Before, Spliceable } from './spliceParts.ts';

export interface SpliceOptions {
  device: Device;
  /** Intra-op threads of each of the two sessions. */
  threads?: number;
  /** Whether onnxruntime's idle threads spin (its default). */
  allowSpinning?: boolean;
  /** Whether `finish` can compare with other logits; costs three more passes over the logits at each call. */
  divergence?: boolean;
}

/** A batch that has come as far as the hook point; it can be finished any number of times, also after others have begun. */
export interface BegunBatch {
  readonly batch: TokenBatch;
  /** Raw activations at the hook, shape [rows, length, width] flattened; padding positions hold whatever the model gave. */
  readonly activations: Float32Array;
  /** What else the second part needs, as onnxruntime gave it. */
  readonly rest: BegunRest;
}

export interface BegunRest {
  /** Shape of the activations in the graph: [rows, length, width], or all positions one under the other. */
  readonly dims: readonly number[];
  readonly crossings: Readonly<Record<string, Tensor>>;
}

export interface FinishOptions {
  /** The token scored at each position, shape [rows, length]; the next token of the row when left out. */
  targets?: Int32Array;
  /** Logits of the same batch to compare with, [rows, length, vocabulary]; needs `divergence` in `SpliceOptions`. */
  reference?: Float32Array;
  /** Whether to give the logits out: 0.7 ms a megabyte. */
  logits?: boolean;
}

/** Scores by position, each [rows, length]. NaN where the position has no target: the last of each row, and padding. */
export interface SplicedScores {
  /** Cross-entropy of the target in nats. */
  losses: Float32Array;
  /** Logit of the target. */
  targetLogits: Float32Array;
  /** KL(reference || these logits) in nats at every position, padding included; null without a reference. */
  divergences: Float32Array | null;
  /** [rows, length, vocabulary]; null unless asked for. */
  logits: Float32Array | null;
}

export interface SplicedModel {
  readonly hookPoint: HookPoint;
  /** Where the second part runs; the first was asked to run there too. */
  readonly device: DeviceReport;
  readonly vocabularySize: number;
  /** Runs the model up to the hook. @throws TokenBatchError, TapShapeError, ModelRunError */
  begin(batch: TokenBatch): Promise<BegunBatch>;
  /** Runs the rest from `activations`, [rows, length, width]. @throws RangeError for arrays of another size, ModelRunError */
  finish(begun: BegunBatch, activations: Float32Array, options?: FinishOptions): Promise<SplicedScores>;
  dispose(): Promise<void>;
}

/** @throws UncuttableTensorError, DeviceUnavailableError, UnsupportedInputError, TapShapeError */
export async function openSplicedModel(
  model: Spliceable,
  hookPoint: HookPoint,
  options: SpliceOptions,
): Promise<SplicedModel> {
  const { device, threads, allowSpinning, divergence = false } = options;
  const { externalDataFolder } = model.onnx;
  const session = {
    ...(threads === undefined ? {} : { threads }),
    ...(allowSpinning === undefined ? {} : { allowSpinning }),
    ...(externalDataFolder === null ? {} : { externalDataFolder }),
  };
  const cut = cutAt(model.onnx.model, hookPoint.tensor, [model.logits]);
  const before = await openBefore(cut, model, hookPoint, device, session);
  try {
    const after = prepareAfter(cut, before.types, model, divergence);
    const trial = await before.run({
      rows: 1,
      length: 2,
      tokens: new Int32Array(2),
      lengths: Int32Array.of(2),
    });
    const opened = await createSession(after.bytes, device, {
      ...session,
      verify: async (own) => {
        await own.run(after.feeds(trial, trial.activations, {}));
      },
    });
    return new OnnxSplicedModel(hookPoint, model.config.vocabularySize, before, after, opened);
  } catch (error) {
    await before.session.release();
    throw error;
  }
}

class OnnxSplicedModel implements SplicedModel {
  readonly hookPoint: HookPoint;
  readonly vocabularySize: number;
  readonly device: DeviceReport;
  private readonly before: Before;
  private readonly after: After;
  private readonly session: OpenedSession['session'];

  constructor(
    hookPoint: HookPoint,
    vocabularySize: number,
    before: Before,
    after: After,
    { session, report }: OpenedSession,
  ) {
    this.hookPoint = hookPoint;
    this.vocabularySize = vocabularySize;
    this.before = before;
    this.after = after;
    this.session = session;
    this.device = report;
  }

  begin(batch: TokenBatch): Promise<BegunBatch> {
    return this.before.run(batch);
  }

  async finish(
    begun: BegunBatch,
    activations: Float32Array,
    options: FinishOptions = {},
  ): Promise<SplicedScores> {
    const { targetLogit, targetLogProbability, divergence, logits } = scoreOutputs;
    const fetched = [
      targetLogit,
      targetLogProbability,
      ...(options.reference ? [divergence] : []),
      ...(options.logits === true ? [logits] : []),
    ];
    const feeds = this.after.feeds(begun, activations, options);
    const outputs = await this.session.run(feeds, fetched).catch((error: unknown) => {
      throw new ModelRunError(begun.batch, error);
    });
    const values = (name: string): Float32Array | null =>
      (outputs[name]?.data as Float32Array | undefined) ?? null;
    const hasTarget = targetPlaces(begun.batch, options.targets !== undefined);
    const scored = (name: string, sign: number): Float32Array =>
      Float32Array.from(hasTarget, (has, place) => (has ? sign * (values(name)?.[place] ?? NaN) : NaN));
    return {
      losses: scored(targetLogProbability, -1),
      targetLogits: scored(targetLogit, 1),
      divergences: values(divergence),
      logits: values(logits),
    };
  }

  async dispose(): Promise<void> {
    await this.before.session.release();
    await this.session.release();
  }
}

/** Whether each position has a token to be scored: every real one where targets are given, else those before the last of their row. */
function targetPlaces({ rows, length, lengths }: TokenBatch, areGiven: boolean): boolean[] {
  return Array.from({ length: rows * length }, (_, place) => {
    const known = (lengths[Math.floor(place / length)] ?? 0) - (areGiven ? 0 : 1);
    return place % length < known;
  });
}
