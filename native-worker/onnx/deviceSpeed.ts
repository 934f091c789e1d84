/**
 * Tells a GPU from a software adapter by what it does: onnxruntime does not name the WebGPU adapter that it got,
 * so `auto` times a small chain of matrix products on a device and on the CPU and takes it only where it is fast enough.
 * Measured once a process. The choice is recorded with the run, so a resumed run does not measure again.
 */
import type { InferenceSession } from 'onnxruntime-node';
import type { GpuDevice, NamedDevice } from './deviceOrder.ts';
import { DeviceUnavailableError, plainReason } from './deviceUnavailableError.ts';
import { GraphBuilder } from './graphBuilder.ts';
import { ort } from './ort.ts';

/** GFLOP/s of matrix products. */
export interface ProductSpeeds {
  device: number;
  cpu: number;
}

/** How much faster than the CPU's a device's products must be, and what it means when they are not. */
export interface NeededSpeed {
  times: number;
  because: string;
}

interface ProbeSize {
  /** Rows and columns of the square matrices. */
  size: number;
  products: number;
}

/** 0.03 GFLOP: under a second even on SwiftShader (about 0.1 GFLOP/s). */
const small: ProbeSize = { size: 256, products: 1 };
/** 4.3 GFLOP: long enough to hide what a GPU spends on submitting work. */
const large: ProbeSize = { size: 512, products: 16 };
/** 275 GFLOP: only products as large as a training step's fill a fast card. */
const huge: ProbeSize = { size: 2048, products: 16 };
/** Below this, in GFLOP/s on the small probe, no GPU is behind the adapter and the large probe would take minutes. */
export const slowestGpu = 2;
/** From this on, by the large probe, the huge one takes half a second at most. */
const fastGpu = 500;

/** Speed in GFLOP/s, best of three runs after one that compiles the shaders. */
async function measure(device: NamedDevice, { size, products }: ProbeSize): Promise<number> {
  const graph = new GraphBuilder('speed');
  const weight = graph.float32('w', [size, size], new Float32Array(size * size).fill(1 / size));
  let value = graph.input('x', 'float32', [size, size]);
  for (let i = 0; i < products; i++) value = graph.node('MatMul', [value, weight]);
  graph.output('y', 'float32', [], graph.node('ReduceMean', [value], { keepdims: 0 }));
  const options: InferenceSession.SessionOptions = { executionProviders: [device], logSeverityLevel: 4 };
  const session = await ort.InferenceSession.create(graph.toBytes(), options);
  try {
    const feeds = { x: new ort.Tensor('float32', new Float32Array(size * size).fill(1), [size, size]) };
    let best = Infinity;
    for (let run = 0; run < 4; run++) {
      const start = performance.now();
      await session.run(feeds);
      if (run > 0) best = Math.min(best, performance.now() - start);
    }
    return (2 * size ** 3 * products) / (best * 1e6);
  } finally {
    await session.release();
  }
}

async function measureGpu(device: GpuDevice): Promise<number> {
  const first = await measure(device, small);
  if (first < slowestGpu) return first;
  const second = await measure(device, large);
  return second < fastGpu ? second : measure(device, huge);
}

const measured = new Map<NamedDevice, Promise<number>>();

function speedOf(device: NamedDevice): Promise<number> {
  let speed = measured.get(device);
  if (!speed) {
    speed = device === 'cpu' ? measure('cpu', large) : measureGpu(device);
    measured.set(device, speed);
  }
  return speed;
}

/** @throws DeviceUnavailableError when the device cannot start or run the products. */
export async function productSpeeds(device: GpuDevice): Promise<ProductSpeeds> {
  try {
    return { device: await speedOf(device), cpu: await speedOf('cpu') };
  } catch (error) {
    throw new DeviceUnavailableError(device, plainReason(error));
  }
}

/** The figures in a sentence. @throws DeviceUnavailableError when it cannot start, or is not as fast as needed */
export async function fasterThanCpu(device: GpuDevice, needed: NeededSpeed): Promise<string> {
  return judgeSpeeds(device, await productSpeeds(device), needed);
}

/** What `fasterThanCpu` makes of measured speeds. */
export function judgeSpeeds(
  device: GpuDevice,
  speeds: ProductSpeeds,
  { times, because }: NeededSpeed,
): string {
  const figures = `Measured ${gigaflops(speeds.device)} GFLOP/s of matrix products on ${device} against ${gigaflops(speeds.cpu)} on the CPU`;
  if (speeds.device > times * speeds.cpu) return `${figures}.`;
  throw new DeviceUnavailableError(device, `${figures}: ${because}.`);
}

const gigaflops = (speed: number): string => (speed < 10 ? speed.toFixed(1) : speed.toFixed(0));
