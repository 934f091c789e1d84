/**
 * The CPU backend. Everything after the encoder's product costs only what is active: thresholds are known before the forward pass, so active
 * pairs are found while the product is computed, block by block, and no matrix [tokens, features] or gradient [features, dIn] ever exists.
 * This file leads a step through its phases; the work is done by the workers of a team (member.ts), which own the rows.
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
  StepWays,
} from '../backend.ts';
import { checkedSquaredNorm, checkSizes, wholeRows } from '../checkBatch.ts';
import { hostRows } from '../deviceBatch.ts';
import type { DeviceBatch } from '../deviceBatch.ts';
import { BackendNotLoadedError, NonFiniteLossError, ShapeError } from '../errors.ts';
import type { SaeState, StateArray } from '../saeState.ts';
import { presentState, readerOf, readWhole } from '../stateReader.ts';
import type { StateReader } from '../stateReader.ts';
import { AuxiliaryStep } from './auxiliaryStep.ts';
import { CodeRows } from './codeRows.ts';
import type { ForwardSums } from './forward.ts';
import { isNeuronArray, isRowArray, rowArrays, valueArrays, type NeuronArray } from './memberMemory.ts';
import type { PhaseTimes } from './phaseClock.ts';
import { PreBias } from './preBias.ts';
import { joinCandidates, rankCuts } from './rankCuts.ts';
import type { ShardPlan } from './shardPlan.ts';
import type { SharedBatch } from './sharedBatch.ts';
import type { Team } from './team.ts';
import { transpose } from './transpose.ts';
import type { UpdateSettings, UpdateSums } from './update.ts';

export interface SparseParts {
  plan: ShardPlan;
  shared: SharedBatch;
  team: Team;
  device: DeviceReport;
}

export class SparseBackend implements Backend {
  readonly device: DeviceReport;
  readonly options: BackendOptions;
  readonly #plan: ShardPlan;
  readonly #shared: SharedBatch;
  readonly #team: Team;
  readonly #preBias: PreBias;
  readonly #auxiliary: AuxiliaryStep;
  #loaded = false;
  #steps = 0;
  #rows = 0;
  #ways: StepWays | null = null;

  constructor(options: BackendOptions, { plan, shared, team, device }: SparseParts) {
    this.options = options;
    this.device = device;
    this.#plan = plan;
    this.#shared = shared;
    this.#team = team;
    this.#preBias = new PreBias(options);
    this.#auxiliary = new AuxiliaryStep(options, shared, team);
  }

  /** Of the last step; null before the first. */
  get ways(): StepWays | null {
    return this.#ways;
  }

  async load(state: SaeState | StateReader): Promise<void> {
    const reader = readerOf(state);
    checkSizes(reader, this.options);
    const names = [...rowArrays, ...valueArrays].filter(
      (name) => !(reader.tied && name.startsWith('encoder')),
    );
    for (const name of names) {
      const width = this.#width(name);
      for (const [block, { from, rows }] of this.#plan.blocks.entries()) {
        const values = await reader.read(name, from * width, (from + rows) * width);
        await this.#team.one(this.#owner(block), 'write', name, block, values);
      }
    }
    await this.#team.all('clearFirings');
    await this.#preBias.load(reader);
    this.#steps = reader.step;
    this.#rows = 0;
    this.#loaded = true;
  }

  async step(rows: Float32Array | DeviceBatch, settings: StepSettings): Promise<StepStats> {
    this.#mustBeLoaded('step');
    const { batchTokens, dIn, dSae } = this.options;
    const x = hostRows(rows, this.device.chosen);
    const squaredNorm = checkedSquaredNorm(x, batchTokens, dIn);
    const { scale = null, dead, learningRate } = settings;
    if (dead && dead.length !== dSae) throw new ShapeError('settings.dead', dSae, dead.length);
    const marked = this.options.auxiliary && dead?.includes(1) === true ? dead : null;
    this.#shared.x.set(x);
    const forward = await this.#team.all('forward', { preBias: this.#preBias.values, scale, dead: marked });
    this.#ways = waysOf(forward, this.#plan.blocks.length);
    const smallestActive = await this.#select();
    await this.#team.all('reduce');
    const auxiliary = marked ? await this.#auxiliary.run() : { loss: 0, factor: null };
    const { active, penalty } = await this.#update(settings, auxiliary.factor);
    const squaredError = sum(this.#shared.squares);
    const loss = squaredError + penalty + auxiliary.loss;
    if (!Number.isFinite(loss)) throw new NonFiniteLossError(this.#steps, loss, learningRate);
    const positive = forward.reduce((total, { positivePairs }) => total + positivePairs, 0);
    const dense = forward.reduce((total, { denseNeurons }) => total + denseNeurons, 0);
    return {
      squaredError,
      squaredNorm,
      activePairs: active,
      positivePairs: this.options.selection.kind === 'threshold' ? active : positive,
      smallestActive,
      penalty,
      auxiliary: auxiliary.loss,
      denseShare: dense / dSae,
    };
  }

  async takeFiringStats(): Promise<FiringStats> {
    this.#mustBeLoaded('takeFiringStats');
    const { dSae } = this.options;
    const taken = { rows: this.#rows, counts: new Uint32Array(dSae), peaks: new Float32Array(dSae) };
    for (const blocks of await this.#team.all('firings')) {
      for (const { block, counts, peaks } of blocks) {
        const from = this.#plan.blocks[block]?.from ?? 0;
        taken.counts.set(counts, from);
        taken.peaks.set(peaks, from);
      }
    }
    await this.#team.all('clearFirings');
    this.#rows = 0;
    return taken;
  }

  async setBiases(biases: Float32Array): Promise<void> {
    this.#mustBeLoaded('setBiases');
    if (biases.length !== this.options.dSae) throw new ShapeError('biases', this.options.dSae, biases.length);
    for (const [block, { from, rows }] of this.#plan.blocks.entries()) {
      // A copy of the part: a message to a thread carries the whole buffer behind a view.
      const values = biases.slice(from, from + rows);
      await this.#team.one(this.#owner(block), 'write', 'biases', block, values);
    }
  }

  async preActivations(x: Float32Array): Promise<Float32Array> {
    this.#mustBeLoaded('preActivations');
    const { dIn, dSae } = this.options;
    const u = new Float32Array(wholeRows(x, dIn) * dSae);
    for (const { from, rows } of this.#batches(x)) {
      const members = await this.#team.all('preActivations', rows, this.#preBias.values);
      for (const { block, u: own } of members.flat()) {
        const { from: first, rows: neurons } = this.#plan.blocks[block] ?? { from: 0, rows: 0 };
        transpose(own, rows, neurons, u.subarray(from * dSae + first), dSae);
      }
    }
    return u;
  }

  async encode(x: Float32Array, rule: CodeRule): Promise<SparseCodes> {
    this.#mustBeLoaded('encode');
    const { biases, cuts, activation } = rule;
    const collected = new CodeRows(this.#plan, rule);
    wholeRows(x, this.options.dIn);
    for (const { rows } of this.#batches(x)) {
      const members = await this.#team.all('codes', rows, this.#preBias.values, { biases, cuts, activation });
      collected.add(rows, members.flat());
    }
    return collected.codes();
  }

  stateReader(): StateReader {
    this.#mustBeLoaded('stateReader');
    return presentState(
      this.options,
      () => this.#steps,
      (name, from, to) => {
        this.#mustBeLoaded('read');
        return this.#read(name, from, to);
      },
    );
  }

  async readState(): Promise<SaeState> {
    return readWhole(this.stateReader());
  }

  /** For benchmarks: each worker's milliseconds by phase since last asked. @param on whether phases are timed from now on */
  async phaseTimes(on: boolean): Promise<PhaseTimes[]> {
    return this.#team.all('phaseTimes', on);
  }

  async dispose(): Promise<void> {
    this.#loaded = false;
    await this.#team.dispose();
  }

  /** Selection by rank among all workers' candidates; the smallest y chosen, NaN where pairs are chosen by thresholds. */
  async #select(): Promise<number> {
    const { selection, batchTokens } = this.options;
    if (!('k' in selection)) return NaN;
    const candidates = joinCandidates(await this.#team.all('candidates', 'selection'));
    const cuts = rankCuts(candidates, selection.kind, selection.k, batchTokens);
    await this.#team.all('select', cuts);
    return cuts.smallest;
  }

  /** Moves all parameters. */
  async #update(
    { learningRate, penaltyWeight = 0 }: StepSettings,
    auxiliaryFactor: number | null,
  ): Promise<{ active: number; penalty: number }> {
    const { batchTokens, gradientClip } = this.options;
    const step = this.#steps + 1;
    const settings = { learningRate, step, penaltyWeight, auxiliaryFactor, clip: 1 };
    const first = await this.#pass({ ...settings, pass: gradientClip === null ? 'whole' : 'measure' });
    const preBias = this.#preBias.gradient(this.#shared, this.#plan.shards);
    let clip = 1;
    if (gradientClip !== null) {
      const squared = first.reduce((total, shard) => total + shard.squaredNorm, 0) + preBias.squaredNorm;
      clip = gradientClip / Math.max(gradientClip, Math.sqrt(squared));
      await this.#pass({ ...settings, pass: 'move', clip });
    }
    this.#preBias.move(preBias.values, clip, learningRate, step);
    this.#steps = step;
    this.#rows += batchTokens;
    return {
      active: first.reduce((total, shard) => total + shard.active, 0),
      penalty: first.reduce((total, shard) => total + shard.penalty, 0) / batchTokens,
    };
  }

  /** Of all shards, in their order. */
  async #pass(settings: UpdateSettings): Promise<UpdateSums[]> {
    const sums = (await this.#team.all('update', settings)).flat();
    return sums.sort((p, q) => p.shard - q.shard);
  }

  /** Shares x with the workers, at most a batch of rows at a time. */
  *#batches(x: Float32Array): Generator<{ from: number; rows: number }> {
    const { dIn, batchTokens } = this.options;
    const all = x.length / dIn;
    for (let from = 0; from < all; from += batchTokens) {
      const rows = Math.min(batchTokens, all - from);
      this.#shared.x.set(x.subarray(from * dIn, (from + rows) * dIn));
      yield { from, rows };
    }
  }

  #owner(block: number): number {
    return (this.#plan.blocks[block]?.shard ?? 0) % this.#team.members;
  }

  /** From the blocks that have part of it. */
  async #read(name: StateArray, from: number, to: number): Promise<Float32Array> {
    if (!isNeuronArray(name)) return this.#preBias.array(name).slice(from, to);
    const values = new Float32Array(to - from);
    if (values.length === 0) return values;
    const width = this.#width(name);
    const [first, last] = [Math.floor(from / width), Math.ceil(to / width)];
    for (const [block, { from: start, rows }] of this.#plan.blocks.entries()) {
      const [own, end] = [Math.max(first, start), Math.min(last, start + rows)];
      if (own >= end) continue;
      const part = await this.#team.one(this.#owner(block), 'read', name, block, own - start, end - start);
      const skipped = Math.max(0, from - own * width);
      values.set(
        part.subarray(skipped, Math.min(part.length, to - own * width)),
        Math.max(0, own * width - from),
      );
    }
    return values;
  }

  /** Values a neuron. */
  #width(name: NeuronArray): number {
    return isRowArray(name) ? this.options.dIn : 1;
  }

  #mustBeLoaded(method: string): void {
    if (!this.#loaded) throw new BackendNotLoadedError(method);
  }
}

function waysOf(members: readonly ForwardSums[], blocks: number): StepWays {
  const total = (of: (member: ForwardSums) => number): number =>
    members.reduce((sum, own) => sum + of(own), 0);
  return {
    blocks,
    screened: total(({ screenedBlocks }) => screenedBlocks),
    candidates: total(({ candidates }) => candidates),
  };
}

/** In order, in float64. */
function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
