/**
 * The sessions that run a step: the plain one, and where there is an auxiliary loss a second one for steps with dead features, opened when
 * first needed, because the auxiliary loss costs time even where there is little for it to do.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Device, DeviceReport } from '../../../protocol/device.ts';
import { createSession } from '../../onnx/devices.ts';
import type { SessionOptions } from '../../onnx/devices.ts';
import type { BackendOptions } from '../backend.ts';
import { nextName, updatedTensors } from './denseTensors.ts';
import type { DenseTensor } from './denseTensors.ts';
import type { StatisticsOutput } from './statisticsNodes.ts';
import { stepGraph } from './stepGraph.ts';

export interface StepOutputs {
  statistics: ReadonlyMap<StatisticsOutput, Float32Array>;
  /** What each of the state's tensors becomes. */
  next: ReadonlyMap<DenseTensor, Tensor>;
}

interface OpenStep {
  session: InferenceSession;
  statistics: readonly StatisticsOutput[];
}

export class StepSessions {
  readonly report: DeviceReport;
  private readonly options: BackendOptions;
  private readonly sessionOptions: SessionOptions;
  private readonly plain: OpenStep;
  private auxiliary: OpenStep | null = null;

  /** @throws DeviceUnavailableError when the device refuses the step. */
  static async open(
    options: BackendOptions,
    device: Device,
    sessionOptions: SessionOptions,
  ): Promise<StepSessions> {
    const gpuOutputs = updatedTensors(options).map(nextName);
    const all = { ...sessionOptions, gpuOutputs };
    const { report, ...plain } = await openStep(options, device, all, false);
    return new StepSessions(options, all, report, plain);
  }

  private constructor(
    options: BackendOptions,
    sessionOptions: SessionOptions,
    report: DeviceReport,
    plain: OpenStep,
  ) {
    this.options = options;
    this.sessionOptions = sessionOptions;
    this.report = report;
    this.plain = plain;
  }

  /** @param feeds whatever the graph has inputs for, those of deadFeeds.ts exactly where the auxiliary loss is to be computed */
  async run(feeds: (name: string) => Tensor, withAuxiliary: boolean): Promise<StepOutputs> {
    const { session, statistics } = withAuxiliary ? await this.openAuxiliary() : this.plain;
    const outputs = await session.run(
      Object.fromEntries(session.inputNames.map((name) => [name, feeds(name)])),
    );
    return {
      statistics: new Map(statistics.map((name) => [name, output(outputs, name).data as Float32Array])),
      next: new Map(updatedTensors(this.options).map((name) => [name, output(outputs, nextName(name))])),
    };
  }

  async dispose(): Promise<void> {
    await this.plain.session.release();
    await this.auxiliary?.session.release();
  }

  private async openAuxiliary(): Promise<OpenStep> {
    this.auxiliary ??= await openStep(this.options, chosenDevice(this.report), this.sessionOptions, true);
    return this.auxiliary;
  }
}

/** Whatever is opened later must run where the step runs. */
export function chosenDevice({ chosen }: DeviceReport): Device {
  return chosen === 'webgpu' || chosen === 'cuda' ? chosen : 'cpu';
}

async function openStep(
  options: BackendOptions,
  device: Device,
  sessionOptions: SessionOptions,
  auxiliary: boolean,
): Promise<OpenStep & { report: DeviceReport }> {
  const { bytes, statistics } = stepGraph(options, { auxiliary });
  return { statistics, ...(await createSession(bytes, device, sessionOptions)) };
}

function output(outputs: InferenceSession.OnnxValueMapType, name: string): Tensor {
  const value = outputs[name];
  if (!value) {
    throw new Error(`The step graph gave no output '${name}'. This is a bug of Monosema; please report it.`);
  }
  return value;
}
