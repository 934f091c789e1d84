/* eslint-disable @typescript-eslint/require-await -- the contract is asynchronous, this backend is not */
/**
 * The tied SAE in plain TypeScript: float64 arithmetic on a float32 state (so that a saved state resumes bit for bit).
 * Slow and simple on purpose: it judges the other backends in tests.
 */
import type { DeviceReport } from '../../../protocol/device.ts';
import type {
  Backend,
  BackendOptions,
  CodeRule,
  FiringStats,
  SparseCodes,
  StepSettings,
  StepStats,
} from '../backend.ts';
import { checkedSquaredNorm, checkState, wholeRows } from '../checkBatch.ts';
import { BackendNotLoadedError, NonFiniteLossError, ShapeError } from '../errors.ts';
import { copyState } from '../saeState.ts';
import type { SaeState } from '../saeState.ts';
import { CodeCollector } from '../scanCodes.ts';
import { adamUpdate } from './adam.ts';
import type { AdamSettings } from './adam.ts';
import { batchGradients, dot } from './batchGradients.ts';
import type { BatchGradients } from './batchGradients.ts';
import { normaliseRows, projectToTangent } from './unitSphere.ts';

export class ReferenceBackend implements Backend {
  readonly device: DeviceReport = {
    requested: 'reference',
    chosen: 'reference',
    reason: 'The plain TypeScript backend was asked for.',
    rejected: [],
  };
  readonly options: BackendOptions;
  private state: SaeState | null = null;
  private firing: FiringStats;

  constructor(options: BackendOptions) {
    this.options = options;
    this.firing = noFirings(options.dSae);
  }

  async load(state: SaeState): Promise<void> {
    checkState(state, this.options);
    this.state = copyState(state);
    this.firing = noFirings(this.options.dSae);
  }

  async step(x: Float32Array, settings: StepSettings): Promise<StepStats> {
    const state = this.loaded('step');
    const { dIn, batchTokens, activation, adam } = this.options;
    const squaredNorm = checkedSquaredNorm(x, batchTokens, dIn);
    if (settings.scale !== undefined) state.scales.fill(settings.scale);
    const gradients = batchGradients(x, state, activation);
    state.step += 1;
    if (!Number.isFinite(gradients.squaredError)) {
      throw new NonFiniteLossError(state.step, gradients.squaredError, settings.learningRate);
    }
    this.countFirings(gradients);
    this.update(state, gradients, { ...adam, learningRate: settings.learningRate, step: state.step });
    return {
      squaredError: gradients.squaredError,
      squaredNorm,
      activePairs: gradients.activePairs,
      positivePairs: gradients.activePairs,
      smallestActive: NaN,
      penalty: 0,
      auxiliary: 0,
    };
  }

  async takeFiringStats(): Promise<FiringStats> {
    this.loaded('takeFiringStats');
    const taken = this.firing;
    this.firing = noFirings(this.options.dSae);
    return taken;
  }

  async setBiases(biases: Float32Array): Promise<void> {
    const state = this.loaded('setBiases');
    if (biases.length !== state.dSae) throw new ShapeError('biases', state.dSae, biases.length);
    state.biases.set(biases);
  }

  async preActivations(x: Float32Array): Promise<Float32Array> {
    const { dIn, dSae, weights, preBias } = this.loaded('preActivations');
    const rows = wholeRows(x, dIn);
    const u = new Float32Array(rows * dSae);
    for (let row = 0; row < rows; row++) {
      const centred = Float64Array.from(preBias, (value, i) => (x[row * dIn + i] ?? 0) - value);
      for (let m = 0; m < dSae; m++) u[row * dSae + m] = dot(centred, weights, m * dIn);
    }
    return u;
  }

  async encode(x: Float32Array, rule: CodeRule): Promise<SparseCodes> {
    const collector = new CodeCollector();
    collector.add(await this.preActivations(x), rule);
    return collector.codes();
  }

  async readState(): Promise<SaeState> {
    return copyState(this.loaded('readState'));
  }

  async dispose(): Promise<void> {
    this.state = null;
  }

  private update(state: SaeState, gradients: BatchGradients, adam: AdamSettings): void {
    projectToTangent(gradients.weights, state.weights, state.dIn);
    adamUpdate(state.weights, state.firstMoment, state.secondMoment, gradients.weights, adam);
    normaliseRows(state.weights, state.dIn);
    if (this.options.trains.scales) {
      const { scales, scaleFirstMoment, scaleSecondMoment } = state;
      adamUpdate(scales, scaleFirstMoment, scaleSecondMoment, gradients.scales, adam);
    }
    if (this.options.trains.preBias === 'full') {
      const { preBias, preBiasFirstMoment, preBiasSecondMoment } = state;
      adamUpdate(preBias, preBiasFirstMoment, preBiasSecondMoment, gradients.preBias, adam);
    }
  }

  private countFirings({ counts, peaks }: BatchGradients): void {
    this.firing.rows += this.options.batchTokens;
    for (let m = 0; m < this.options.dSae; m++) {
      this.firing.counts[m] = (this.firing.counts[m] ?? 0) + (counts[m] ?? 0);
      this.firing.peaks[m] = Math.max(this.firing.peaks[m] ?? 0, peaks[m] ?? 0);
    }
  }

  private loaded(method: string): SaeState {
    if (!this.state) throw new BackendNotLoadedError(method);
    return this.state;
  }
}

function noFirings(dSae: number): FiringStats {
  return { rows: 0, counts: new Uint32Array(dSae), peaks: new Float32Array(dSae).fill(-Infinity) };
}
