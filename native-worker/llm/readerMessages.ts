/** What a reader and its worker thread send each other; errors cross as plain data, for cloning keeps no name of ours. */
import type { ComputeDevice, DeviceReport } from '../../protocol/device.ts';
import { DeviceUnavailableError } from '../onnx/deviceUnavailableError.ts';
import type { RunnerOptions } from './graphRunner.ts';
import type { TokenBatch } from './languageModel.ts';
import type { PreparedGraph } from './preparedGraph.ts';

export type ReaderRequest =
  /** `closing` holds one number, not 0 once what is still waiting need not be read any more. */
  | { id: number; kind: 'open'; graph: PreparedGraph; options: RunnerOptions; closing: Int32Array }
  | { id: number; kind: 'read'; batch: TokenBatch }
  | { id: number; kind: 'close' };

/** The answer to the request of this id. */
export type ReaderReply =
  | { id: number; kind: 'opened'; device: DeviceReport }
  /** Of each tap, in their order. */
  | { id: number; kind: 'read'; activations: Float32Array[] }
  | { id: number; kind: 'closed' }
  | { id: number; kind: 'error'; error: WireError };

export interface WireError {
  name: string;
  message: string;
  stack: string;
  /** Of a DeviceUnavailableError. */
  unavailable: { device: ComputeDevice; reason: string } | null;
}

export function toWire(error: unknown): WireError {
  if (!(error instanceof Error))
    return { name: 'Error', message: String(error), stack: '', unavailable: null };
  const { name, message, stack = '' } = error;
  const isRefusal = error instanceof DeviceUnavailableError;
  return {
    name,
    message,
    stack,
    unavailable: isRefusal ? { device: error.device, reason: error.reason } : null,
  };
}

/** An error with the name and message of the thread's, whose stack stands below this one's. */
export function fromWire({ name, message, stack, unavailable }: WireError): Error {
  const error = unavailable
    ? new DeviceUnavailableError(unavailable.device, unavailable.reason)
    : new Error(message);
  error.name = name;
  error.stack = `${name}: ${message}\n${stack}\n    --- in the thread of the language model; asked by ---\n${error.stack ?? ''}`;
  return error;
}
