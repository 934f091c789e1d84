/**
 * Small graphs over rows [n, width] of float32 that lie on a card and stay there: pick, join, scale. Only norms come home. No node of them
 * may run on the CPU. Only webgpu keeps tensors on the card between two sessions.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { createSession } from './devices.ts';
import { GraphBuilder } from './graphBuilder.ts';
import { HomeCopier } from './homeCopier.ts';
import { ort } from './ort.ts';

/** Output of every graph here. */
const result = 'y';

type Build = (graph: GraphBuilder, width: number) => void;

export class DeviceRowGraphs {
  /** Columns of every matrix. */
  readonly width: number;
  private readonly home = new HomeCopier({ chosen: 'webgpu' });
  private readonly sessions = new Map<string, InferenceSession>();

  /**
   * Opens the graphs that will be needed, so that a device which refuses one does so at the start.
   * @throws DeviceUnavailableError
   */
  static async open(width: number): Promise<DeviceRowGraphs> {
    const graphs = new DeviceRowGraphs(width);
    try {
      await graphs.session('norms', norms, 'home');
      for (const [name, build] of [['pick', pick] as const, ['scale', scale] as const]) {
        await graphs.session(name, build);
      }
      await graphs.session(joinName(2), join(2));
      return graphs;
    } catch (error) {
      await graphs.dispose();
      throw error;
    }
  }

  private constructor(width: number) {
    this.width = width;
  }

  /** L2 norm of each row, on the host: shape [rows * length] for x [rows, length, width]. Not finite where the row or its sum of squares is not. */
  async norms(x: Tensor): Promise<Float32Array> {
    const session = await this.session('norms', norms, 'home');
    return (await run(session, { x })).data as Float32Array;
  }

  /** A new tensor with rows of x [.., width], in the order of `rows`; at least one. */
  async pick(x: Tensor, rows: Uint32Array): Promise<Tensor> {
    const session = await this.session('pick', pick);
    return run(session, { x, rows: new ort.Tensor('int32', Int32Array.from(rows), [rows.length]) });
  }

  /** One tensor with all rows of these, which are disposed; at least one. */
  async join(parts: readonly Tensor[]): Promise<Tensor> {
    const [only] = parts;
    if (only && parts.length === 1) return only;
    const session = await this.session(joinName(parts.length), join(parts.length));
    try {
      return await run(session, Object.fromEntries(parts.map((part, i) => [partName(i), part])));
    } finally {
      for (const part of parts) part.dispose();
    }
  }

  /** A new tensor: each row of x [n, width] times its factor. */
  async scale(x: Tensor, factors: Float32Array): Promise<Tensor> {
    const session = await this.session('scale', scale);
    return run(session, { x, factors: new ort.Tensor('float32', factors, [factors.length, 1]) });
  }

  /** The values on the host; x stays. */
  toHost(x: Tensor): Promise<Float32Array> {
    return this.home.values(x);
  }

  /** Closes the sessions; tensors that were given out are their holders'. */
  async dispose(): Promise<void> {
    for (const session of this.sessions.values()) await session.release();
    this.sessions.clear();
    await this.home.dispose();
  }

  private async session(
    name: string,
    build: Build,
    where: 'device' | 'home' = 'device',
  ): Promise<InferenceSession> {
    const known = this.sessions.get(name);
    if (known) return known;
    const graph = new GraphBuilder(name);
    build(graph, this.width);
    graph.output(result, 'float32');
    const { session } = await createSession(graph.toBytes(), 'webgpu', {
      forbidCpuFallback: true,
      ...(where === 'device' ? { gpuOutputs: [result] } : {}),
    });
    this.sessions.set(name, session);
    return session;
  }
}

const norms: Build = (graph, width) => {
  const x = graph.input('x', 'float32', ['rows', 'length', width]);
  const squares = graph.node('ReduceSumSquare', [x], { axes: [2], keepdims: 0 });
  graph.node('Sqrt', [squares], {}, { names: [result] });
};

const pick: Build = (graph, width) => {
  const flat = graph.node('Reshape', [graph.input('x', 'float32'), graph.indices(-1, width)]);
  graph.node('Gather', [flat, graph.input('rows', 'int32', ['n'])], { axis: 0 }, { names: [result] });
};

const scale: Build = (graph, width) => {
  const x = graph.input('x', 'float32', ['n', width]);
  graph.node('Mul', [x, graph.input('factors', 'float32', ['n', 1])], {}, { names: [result] });
};

const joinName = (count: number): string => `join ${count}`;
const partName = (i: number): string => `part${i}`;

function join(count: number): Build {
  return (graph, width) => {
    const parts = Array.from({ length: count }, (_, i) =>
      graph.input(partName(i), 'float32', [`n${i}`, width]),
    );
    graph.node('Concat', parts, { axis: 0 }, { names: [result] });
  };
}

async function run(session: InferenceSession, feeds: Record<string, Tensor>): Promise<Tensor> {
  const { [result]: value } = await session.run(feeds);
  if (!value)
    throw new Error(`A graph over rows gave no '${result}'. This is a bug of Monosema; please report it.`);
  return value;
}
