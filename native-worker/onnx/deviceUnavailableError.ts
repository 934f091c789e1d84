/** Raised when a device that was asked for by name cannot be used; nothing falls back in silence. */
import type { ComputeDevice } from '../../protocol/device.ts';

const advice: Readonly<Partial<Record<ComputeDevice, string>>> = {
  webgpu:
    "WebGPU needs a GPU with a Vulkan, Metal or Direct3D 12 driver. Choose device 'cpu' or 'auto', or install the driver.",
  cuda:
    'CUDA needs an NVIDIA driver, CUDA 12, cuDNN 9 and the CUDA libraries of onnxruntime-node ' +
    "(ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install). Choose device 'cpu' or 'auto' to go on without.",
  coreml:
    "Core ML runs what its operators cover on Apple's GPU and Neural Engine. Choose device 'webgpu', 'cpu' or 'auto'.",
  dml: "DirectML needs a GPU with a Direct3D 12 driver. Choose device 'webgpu', 'cpu' or 'auto'.",
};

export class DeviceUnavailableError extends Error {
  readonly device: ComputeDevice;
  readonly reason: string;

  constructor(device: ComputeDevice, reason: string) {
    super(`Device '${device}' cannot be used: ${reason} ${advice[device] ?? ''}`.trim());
    this.name = 'DeviceUnavailableError';
    this.device = device;
    this.reason = reason;
  }
}

/** onnxruntime's message without the place in its own source, on one line and with a full stop. */
export function plainReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const text = message
    .replace(/^\/\S*onnxruntime\S*:\d+ .*?was false\. /s, '')
    .replace(/\s+/g, ' ')
    .trim();
  return text.endsWith('.') ? text : `${text}.`;
}
