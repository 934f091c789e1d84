/**
 * What the trainer must know of an algorithm, and all it knows: forward, backward and Adam are the backend's. An `Algorithm` is a pure
 * description of one configuration; what changes as a run goes on is in its `AlgorithmRun`, whose memory checkpoints hold, so that a
 * resumed run is equal bit for bit. Steps count from 1.
 */
import type { MetricsLine } from '../../../protocol/run.ts';
import type {
  Backend,
  BackendOptions,
  CodeRule,
  FiringStats,
  StepSettings,
  StepStats,
} from '../../compute/backend.ts';
import type { StateVectors } from '../../compute/stateReader.ts';
import type { Random } from '../random.ts';

export type MemoryValue = number | string | boolean | null | MemoryValue[] | { [key: string]: MemoryValue };

/** What an algorithm keeps besides the SAE's state. Values are JSON: no NaN, no infinities; those go into arrays. */
export interface AlgorithmMemory {
  readonly values: Readonly<Record<string, MemoryValue>>;
  readonly arrays: Readonly<Record<string, Float32Array | Float64Array | Uint32Array>>;
}

export interface Algorithm {
  /** What a backend has to compute for it. */
  backendOptions(dIn: number): BackendOptions;
  /** Training rows, from the first on, that the first state is made from; fewer where they are very wide (`sampleSize`). */
  readonly sampleRows: number;
  /** Whether steps need that sample too, so that a resumed run has to read it again. */
  readonly keepsSample: boolean;
  /**
   * Loads the state before the first step into the backend.
   * @param sample normalised rows, shape [rows, dIn]
   */
  firstState(backend: Backend, sample: Float32Array, random: Random): Promise<void>;
  /** The memory that belongs to that state. */
  firstMemory(sample: Float32Array, dIn: number): AlgorithmMemory;
  /**
   * Begins, or goes on from a checkpoint's state and memory, neither of which it writes to.
   * @param sample as above; null unless `keepsSample`
   */
  run(state: StateVectors, memory: AlgorithmMemory, sample: Float32Array | null): AlgorithmRun;
  /** How a state and a memory are deployed: the rule by which codes are read off. */
  deployed(state: StateVectors, memory: AlgorithmMemory): CodeRule;
}

export interface AlgorithmRun {
  /** Of any step up to the next adaptation: may not depend on the statistics of steps since the last one, which may run together. */
  settings(step: number): StepSettings;
  /** After every step. */
  observe(stats: StepStats): void;
  /** Steps between two adaptations; null where nothing is adapted. */
  readonly adaptEverySteps: number | null;
  /** Firing statistics since the last call, up to this step. Any partition of the steps must lead to the same memory. */
  absorb(firings: FiringStats, step: number): void;
  /** After each multiple of `adaptEverySteps`, its firings absorbed. May set the backend's biases. */
  adapt(backend: Backend): Promise<void>;
  report(): AlgorithmReport;
  /** A copy. */
  memory(): AlgorithmMemory;
}

/** What an algorithm adds to a line of metrics; fields that it has no use for are left out. */
export type AlgorithmReport = Pick<MetricsLine, 'groups' | 'dead' | 'threshold'>;
