/**
 * The sessions that run steps, one at a time or several in a Loop, with and without the auxiliary loss: two graphs, because the auxiliary loss
 * costs time even where there is little for it to do.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Device, DeviceReport } from '../../../protocol/device.ts';
import { chosenDevice } from '../../onnx/deviceOrder.ts';
import { createSession } from '../../onnx/devices.ts';
import type { SessionOptions } from '../../onnx/devices.ts';
import type { BackendOptions } from '../backend.ts';
import { nextName, updatedTensors } from './denseTensors.ts';
import type { DenseTensor } from './denseTensors.ts';
import { lastName, loopGraph, stackedName } from './loopGraph.ts';
import type { StatisticsOutput } from './statisticsNodes.ts';
import { stepGraph } from './stepGraph.ts';

export interface StepOutputs {
  /** Of a run of several steps, those of all steps one behind the other. */
  statistics: ReadonlyMap<StatisticsOutput, Float32Array>;
  /** What each of the state's tensors becomes. */
  next: ReadonlyMap<DenseTensor, Tensor>;
}

/** `one` step a run, or `many`. */
export type StepForm = 'one' | 'many';

interface OpenStep {
  session: InferenceSession;
  statistics: readonly StatisticsOutput[];
}

const forms = {
  one: { graph: stepGraph, next: nextName, statistic: (name: StatisticsOutput): string => name },
  many: { graph: loopGraph, next: lastName, statistic: stackedName },
} as const;

export class StepSessions {
  readonly report: DeviceReport;
  private readonly options: BackendOptions;
  private readonly sessionOptions: SessionOptions;
  private readonly sessions: Map<string, OpenStep>;

  /** @throws DeviceUnavailableError when the device refuses the step. */
  static async open(
    options: BackendOptions,
    device: Device,
    sessionOptions: SessionOptions,
  ): Promise<StepSessions> {
    const { report, ...first } = await openStep(options, device, sessionOptions, ['one', false]);
    return new StepSessions(options, sessionOptions, report, first);
  }

  private constructor(
    options: BackendOptions,
    sessionOptions: SessionOptions,
    report: DeviceReport,
    first: OpenStep,
  ) {
    this.options = options;
    this.sessionOptions = sessionOptions;
    this.report = report;
    this.sessions = new Map([[keyOf('one', false), first]]);
  }

  /**
   * @param feeds whatever the graph has inputs for, those of deadFeeds.ts exactly where the auxiliary loss is to be computed
   * @throws DeviceUnavailableError when the device refuses a graph that was not needed before.
   */
  async run(form: StepForm, withAuxiliary: boolean, feeds: (name: string) => Tensor): Promise<StepOutputs> {
    const { session, statistics } = await this.session(form, withAuxiliary);
    const outputs = await session.run(
      Object.fromEntries(session.inputNames.map((name) => [name, feeds(name)])),
    );
    const { next, statistic } = forms[form];
    return {
      statistics: new Map(
        statistics.map((name) => [name, output(outputs, statistic(name)).data as Float32Array]),
      ),
      next: new Map(updatedTensors(this.options).map((name) => [name, output(outputs, next(name))])),
    };
  }

  /** Opens what will be needed, so that a device which refuses a graph does so at the start; on the CPU none does. */
  async prepare(form: StepForm): Promise<void> {
    await this.session(form, false);
    if (this.options.auxiliary && this.report.chosen !== 'cpu') await this.session(form, true);
  }

  async dispose(): Promise<void> {
    for (const { session } of this.sessions.values()) await session.release();
    this.sessions.clear();
  }

  private async session(form: StepForm, auxiliary: boolean): Promise<OpenStep> {
    const key = keyOf(form, auxiliary);
    const known = this.sessions.get(key);
    if (known) return known;
    // Judges the nodes that the Loop holds, see below.
    if (form === 'many') await this.session('one', auxiliary);
    const device = chosenDevice(this.report);
    const opened = await openStep(this.options, device, this.sessionOptions, [form, auxiliary]);
    this.sessions.set(key, opened);
    return opened;
  }
}

const keyOf = (form: StepForm, auxiliary: boolean): string => `${form} ${String(auxiliary)}`;

async function openStep(
  options: BackendOptions,
  device: Device,
  sessionOptions: SessionOptions,
  [form, auxiliary]: readonly [StepForm, boolean],
): Promise<OpenStep & { report: DeviceReport }> {
  const { graph, next } = forms[form];
  const { bytes, statistics } = graph(options, { auxiliary });
  const gpuOutputs = updatedTensors(options).map(next);
  // onnxruntime judges only the outer graph, which holds nothing but the Loop, and WebGPU leaves its counting to the host. The nodes within
  // are those of one step, whose session was opened before and was judged.
  const forbidCpuFallback = form === 'one' && sessionOptions.forbidCpuFallback === true;
  const session = { ...sessionOptions, gpuOutputs, forbidCpuFallback };
  return { statistics, ...(await createSession(bytes, device, session)) };
}

function output(outputs: InferenceSession.OnnxValueMapType, name: string): Tensor {
  const value = outputs[name];
  if (!value) {
    throw new Error(`The step graph gave no output '${name}'. This is a bug of Monosema; please report it.`);
  }
  return value;
}
