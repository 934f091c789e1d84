/**
 * Tells a GPU from a software adapter by what it does: onnxruntime does not name the WebGPU adapter that it got,
 * so `auto` times a small chain of matrix products on it and on the CPU and takes webgpu only where it is faster.
 * Measured once a process. The choice is recorded with the run, so a resumed run does not measure again.
 */
import type { InferenceSession } from 'onnxruntime-node';
import { plainReason } from './deviceUnavailableError.ts';
import { GraphBuilder } from './graphBuilder.ts';
import { ort } from './ort.ts';

export interface SpeedComparison {
  worthwhile: boolean;
  /** One sentence with the figures. */
  reason: string;
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
/** Below this, in GFLOP/s on the small probe, no GPU is behind the adapter and the large probe would take minutes. */
const slowestGpu = 2;

/** Speed in GFLOP/s, best of three runs after one that compiles the shaders. */
async function measure(device: 'webgpu' | 'cpu', { size, products }: ProbeSize): Promise<number> {
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

const gigaflops = (speed: number): string => (speed < 10 ? speed.toFixed(1) : speed.toFixed(0));

async function compare(): Promise<SpeedComparison> {
  try {
    const first = await measure('webgpu', small);
    const cpu = await measure('cpu', large);
    const webgpu = first < slowestGpu ? first : await measure('webgpu', large);
    const figures = `${gigaflops(webgpu)} GFLOP/s on WebGPU against ${gigaflops(cpu)} on the CPU`;
    return webgpu > cpu
      ? { worthwhile: true, reason: `Measured ${figures}.` }
      : {
          worthwhile: false,
          reason: `Measured ${figures}: a software adapter, or a GPU slower than this CPU.`,
        };
  } catch (error) {
    return { worthwhile: false, reason: plainReason(error) };
  }
}

let measured: Promise<SpeedComparison> | null = null;

/** Whether WebGPU beats the CPU on this machine. Never throws: where WebGPU cannot start, the reason says so. */
export function compareWithCpu(): Promise<SpeedComparison> {
  measured ??= compare();
  return measured;
}
