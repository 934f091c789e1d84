/** Second half of a step for one worker's neurons: gradients, Adam, renormalisation. Each row and its moments are read and written once. */
import { adam, pairGradient, update } from '../../kernels/structures.ts';
import type { MemberParts } from './member.ts';
import type { OwnBlock, ValueArray } from './memberMemory.ts';

export interface UpdateSettings {
  learningRate: number;
  /** Number of this step, from 1. */
  step: number;
  penaltyWeight: number;
  /** 2 x the auxiliary coefficient / D; null where the step has no auxiliary loss. */
  auxiliaryFactor: number | null;
  /** `measure` moves nothing; `move` follows it where gradients are clipped together, `whole` does all at once. */
  pass: 'whole' | 'measure' | 'move';
  /** All gradients are multiplied by this. */
  clip: number;
}

/** Of one shard. */
export interface UpdateSums {
  shard: number;
  /** The penalty, before its weight. */
  penalty: number;
  /** Of the gradients of all its trained parameters. */
  squaredNorm: number;
  active: number;
}

const penaltyKinds = { l1: 1, tanh: 2, l0: 3 } as const;

/** Parameters with one value a neuron. */
const trainedValues = ['scales', 'biases', 'thresholds'] as const;
type TrainedValue = (typeof trainedValues)[number];

const momentsOf = {
  scales: ['scaleFirstMoment', 'scaleSecondMoment'],
  biases: ['biasFirstMoment', 'biasSecondMoment'],
  thresholds: ['thresholdFirstMoment', 'thresholdSecondMoment'],
} as const satisfies Record<TrainedValue, readonly [ValueArray, ValueArray]>;

export class Update {
  readonly #parts: MemberParts;
  readonly #trained: readonly TrainedValue[];

  constructor(parts: MemberParts) {
    this.#parts = parts;
    const { trains, selection } = parts.options;
    const whether = {
      scales: trains.scales,
      biases: trains.biases,
      thresholds: selection.kind === 'learnedThreshold',
    };
    this.#trained = trainedValues.filter((name) => whether[name]);
  }

  async run(settings: UpdateSettings): Promise<UpdateSums[]> {
    const { kernels, memory, plan, clock } = this.#parts;
    clock.start();
    if (settings.pass !== 'move') this.#takeResiduals(settings);
    clock.lap('residual');
    this.#setStructures(settings);
    const sums: UpdateSums[] = [];
    for (let shard = 0; shard < plan.shards; shard++) {
      const blocks = memory.blocks.filter((block) => block.shard === shard);
      if (blocks.length === 0) continue;
      kernels.floats(memory.preBiasGradient, memory.stride).fill(0);
      update.write(kernels.view, memory.structures.update, { penalty: 0, squaredNorm: 0, active: 0 });
      for (const block of blocks) await this.#block(block, settings);
      sums.push(this.#shardSums(shard, blocks));
      if (settings.pass !== 'move') this.#publishPreBias(shard);
    }
    if (settings.pass !== 'measure') this.#moveValues(settings);
    clock.lap('update');
    return sums;
  }

  #takeResiduals({ auxiliaryFactor }: UpdateSettings): void {
    const { kernels, memory, shared, options } = this.#parts;
    kernels.floats(memory.sums, shared.residuals.length).set(shared.residuals);
    if (auxiliaryFactor === null || memory.auxiliaryResidual === 0) return;
    kernels
      .floats(memory.auxiliaryResidual, options.batchTokens * memory.stride)
      .set(shared.auxiliaryResidual);
  }

  /** c of the error. */
  get #factor(): number {
    const { errorWeight, batchTokens, prefixes } = this.#parts.options;
    return (2 * errorWeight) / (batchTokens * prefixes.length);
  }

  #setStructures(settings: UpdateSettings): void {
    const { kernels, memory, lists, auxiliaryLists, options } = this.#parts;
    const { structures, bytes, centred } = memory;
    const { view } = kernels;
    const { penalty, selection } = options;
    const { beta1, beta2, epsilon } = options.adam;
    const { learningRate, step, penaltyWeight, auxiliaryFactor } = settings;
    adam.write(view, structures.adam, {
      beta1,
      beta2,
      fresh1: 1 - beta1,
      fresh2: 1 - beta2,
      epsilon,
      rate: learningRate / (1 - beta1 ** step),
      secondCorrection: 1 / (1 - beta2 ** step),
    });
    pairGradient.write(view, structures.pairs, {
      bytes,
      centred,
      pairTokens: lists.tokens,
      pairValues: lists.values,
      factor: this.#factor,
      penalty: penalty ? penaltyKinds[penalty.kind] : 0,
      penaltyShare: penaltyWeight / options.batchTokens,
      penaltyScale: penalty?.kind === 'tanh' ? penalty.scale : 0,
      bandwidth: selection.kind === 'learnedThreshold' ? selection.bandwidth : 0,
    });
    if (!auxiliaryLists || auxiliaryFactor === null) return;
    pairGradient.write(view, structures.auxiliaryPairs, {
      bytes,
      centred,
      residual: memory.auxiliaryResidual,
      pairTokens: auxiliaryLists.tokens,
      pairValues: auxiliaryLists.values,
      factor: auxiliaryFactor,
      penalty: 0,
      bandwidth: 0,
    });
  }

  async #block(block: OwnBlock, settings: UpdateSettings): Promise<void> {
    const { kernels, memory, dense, options, active, screening, clock } = this.#parts;
    const { structures, bytes } = memory;
    const residual = memory.sums + block.segment * options.batchTokens * bytes;
    pairGradient.write(kernels.view, structures.pairs, { residual });
    const whole = dense.has(block)
      ? await dense.gradients(block, structures.pairs, residual, this.#factor)
      : null;
    if (whole) clock.lap('denseGradients');
    update.write(kernels.view, structures.update, {
      ...this.#rowsOf(block),
      ...this.#passOf(block, settings),
      dense: whole ? 1 : 0,
      decoderGradient: whole?.decoder ?? memory.decoderGradient,
      encoderGradient: whole?.encoder ?? memory.encoderGradient,
      sums: whole?.sums ?? structures.sums,
      quantisation: settings.pass === 'measure' ? 0 : (screening?.copying(block) ?? 0),
    });
    kernels.call.updateNeurons(structures.update);
    if (settings.pass !== 'measure') active.moved(block);
    clock.lap('update');
  }

  /** Addresses of the block's own state. */
  #rowsOf({ place, rows }: OwnBlock) {
    const { memory, lists, options } = this.#parts;
    const { state, gradients, structures, bytes } = memory;
    const row = place * bytes;
    const value = 4 * place;
    const encoder = (address: number): number => (options.tied ? 0 : address + row);
    return {
      neurons: rows,
      weights: state.weights + row,
      firstMoment: state.firstMoment + row,
      secondMoment: state.secondMoment + row,
      encoder: encoder(state.encoder),
      encoderFirstMoment: encoder(state.encoderFirstMoment),
      encoderSecondMoment: encoder(state.encoderSecondMoment),
      scales: state.scales + value,
      thresholds: options.selection.kind === 'learnedThreshold' ? state.thresholds + value : 0,
      pointers: lists.pointers + value,
      pairs: structures.pairs,
      scaleGradients: gradients.scales + value,
      biasGradients: gradients.biases + value,
      thresholdGradients: gradients.thresholds + value,
    };
  }

  #passOf({ place }: OwnBlock, { pass, clip, auxiliaryFactor }: UpdateSettings) {
    const { memory, auxiliaryLists, options } = this.#parts;
    const { trains, decoderRows, activation } = options;
    const { structures } = memory;
    const first = pass !== 'move';
    return {
      auxiliaryPointers: auxiliaryLists && auxiliaryFactor !== null ? auxiliaryLists.pointers + 4 * place : 0,
      auxiliaryPairs: structures.auxiliaryPairs,
      auxiliarySums: structures.auxiliarySums,
      trainsDecoder: trains.decoder ? 1 : 0,
      unit: decoderRows === 'unit' ? 1 : 0,
      measures: pass === 'measure' ? 1 : 0,
      clip,
      adam: structures.adam,
      counts: first ? memory.counts + 4 * place : 0,
      relu: activation === 'relu' ? 1 : 0,
      preBiasGradient: first && trains.preBias === 'full' ? memory.preBiasGradient : 0,
    };
  }

  #shardSums(shard: number, blocks: readonly OwnBlock[]): UpdateSums {
    const { kernels, memory } = this.#parts;
    const read = (name: 'penalty' | 'squaredNorm' | 'active') =>
      update.read(kernels.view, memory.structures.update, name);
    let squaredNorm = read('squaredNorm');
    for (const name of this.#trained) {
      const gradient = kernels.floats(memory.gradients[name], memory.neurons);
      for (const { place, rows } of blocks) {
        for (const value of gradient.subarray(place, place + rows)) squaredNorm += value * value;
      }
    }
    return { shard, penalty: read('penalty'), squaredNorm, active: read('active') };
  }

  #publishPreBias(shard: number): void {
    const { kernels, memory, shared } = this.#parts;
    shared.preBiasGradients.set(kernels.floats(memory.preBiasGradient, memory.stride), shard * memory.stride);
  }

  /** Adam on a, b and theta. */
  #moveValues({ clip }: UpdateSettings): void {
    const { kernels, memory } = this.#parts;
    const { state, gradients, neurons, structures } = memory;
    for (const name of this.#trained) {
      const [first, second] = momentsOf[name];
      if (clip !== 1) {
        const gradient = kernels.floats(gradients[name], neurons);
        gradient.forEach((value, m) => (gradient[m] = value * clip));
      }
      const lowest = name === 'thresholds' ? 0 : -3.4e38;
      kernels.call.adamValues(
        structures.adam,
        state[name],
        state[first],
        state[second],
        gradients[name],
        neurons,
        lowest,
      );
    }
  }
}
