/**
 * Builds an ONNX model from TypeScript, one readable line a node:
 *   const g = new GraphBuilder('scores');
 *   const x = g.input('x', 'float32', ['batch', 8]);
 *   g.output('y', 'float32', ['batch', 4], g.node('MatMul', [x, g.float32('w', [8, 4], w)]));
 *   const bytes = g.toBytes();
 * Tensors are referred to by name; every name is unique within the builder. Nodes must be added after what they read.
 */
import { create, toBinary } from '@bufbuild/protobuf';
import { attributeProto } from './attributeProto.ts';
import type { Attributes } from './attributeProto.ts';
import type { ElementType } from './elementType.ts';
import { GraphProtoSchema, ModelProtoSchema, NodeProtoSchema } from './proto/onnx_pb.gen.ts';
import type { GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto } from './proto/onnx_pb.gen.ts';
import { boolTensor, externalTensor, float32Tensor, int64Tensor, tensorProto } from './tensorProto.ts';
import type { ExternalPlace, TensorData } from './tensorProto.ts';
import { valueInfo } from './valueInfo.ts';
import type { Dimension } from './valueInfo.ts';

export interface GraphBuilderOptions {
  /** Version of the standard operators; 17 has LayerNormalization and reads on every supported runtime. */
  opset?: number;
  /** Further operator sets, by domain; `com.microsoft` 1 is always imported. */
  domains?: Readonly<Record<string, number>>;
}

export interface NodeOptions {
  /** Operator domain; '' is the standard one, `com.microsoft` holds onnxruntime's own. */
  domain?: string;
  /** Names for the outputs instead of generated ones. */
  names?: readonly string[];
}

export class GraphNameError extends Error {
  constructor(graph: string, name: string, problem: 'taken' | 'unknown', where: string) {
    super(
      problem === 'taken'
        ? `Graph '${graph}': the tensor name '${name}' of ${where} is taken. Choose another name.`
        : `Graph '${graph}': ${where} reads '${name}', which no earlier input, initializer or node makes. Add its maker first.`,
    );
    this.name = 'GraphNameError';
  }
}

/** ONNX IR 8 goes with opset 17 and is read by every onnxruntime since 1.13. */
const irVersion = 8n;

export class GraphBuilder {
  readonly name: string;
  private readonly options: GraphBuilderOptions;
  private readonly parent: GraphBuilder | null;
  private readonly names = new Set<string>();
  private readonly nodes: NodeProto[] = [];
  private readonly initializers: TensorProto[] = [];
  private readonly inputs: ValueInfoProto[] = [];
  private readonly outputs: ValueInfoProto[] = [];
  private counter = 0;

  constructor(name: string, options: GraphBuilderOptions = {}, parent: GraphBuilder | null = null) {
    this.name = name;
    this.options = options;
    this.parent = parent;
  }

  /** Declares a graph input and returns its name. */
  input(name: string, type: ElementType, shape: readonly Dimension[] | null = null): string {
    this.claim(name, 'an input');
    this.inputs.push(valueInfo(name, type, shape));
    return name;
  }

  /** Adds a weight that the model carries; its bytes are not copied until `toBytes`. */
  initializer(name: string, type: ElementType, dims: readonly number[], data: TensorData): string {
    return this.addTensor(tensorProto(name, type, dims, data));
  }

  /** A weight that lies outside the model: in a file, or in memory that the session is given. It is not limited to 2 GB. */
  external(name: string, type: ElementType, dims: readonly number[], place: ExternalPlace): string {
    return this.addTensor(externalTensor(name, type, dims, place));
  }

  /** A float32 initializer; a number alone makes a scalar. */
  float32(name: string, dims: readonly number[], values: ArrayLike<number>): string {
    return this.addTensor(float32Tensor(name, dims, values));
  }

  int64(name: string, dims: readonly number[], values: Iterable<number | bigint>): string {
    return this.addTensor(int64Tensor(name, dims, values));
  }

  bool(name: string, dims: readonly number[], values: Iterable<boolean>): string {
    return this.addTensor(boolTensor(name, dims, values));
  }

  /** An unnamed float32 scalar. */
  scalar(value: number): string {
    return this.float32(this.fresh('scalar'), [], [value]);
  }

  /** An unnamed int64 vector (axes, shapes, starts and ends are inputs of many operators). */
  indices(...values: number[]): string {
    return this.int64(this.fresh('indices'), [values.length], values);
  }

  /** Adds a node with one output and returns that output's name. '' as an input leaves an optional input out. */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Attributes = {},
    options: NodeOptions = {},
  ): string {
    const [output] = this.nodeOutputs(op, inputs, 1, attributes, options);
    return output;
  }

  /** Adds a node with `count` outputs and returns their names (`const [values, indices] = g.nodeOutputs('TopK', [x, k], 2)`). */
  nodeOutputs<Count extends number>(
    op: string,
    inputs: readonly string[],
    count: Count,
    attributes: Attributes = {},
    options: NodeOptions = {},
  ): Names<Count> {
    for (const name of inputs) {
      if (name !== '' && !this.knows(name))
        throw new GraphNameError(this.name, name, 'unknown', `${op} node`);
    }
    const outputs = Array.from({ length: count }, (_, i) => options.names?.[i] ?? this.fresh(op));
    for (const name of outputs) this.claim(name, `an output of ${op}`);
    this.nodes.push(
      create(NodeProtoSchema, {
        name: `${op}:${outputs[0] ?? this.nodes.length}`,
        opType: op,
        domain: options.domain ?? '',
        input: [...inputs],
        output: outputs,
        attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
      }),
    );
    return outputs as Names<Count>;
  }

  /**
   * Declares a graph output. With `source`, the tensor of that name is given out as `name` through an Identity;
   * without, `name` itself must be a tensor of the graph.
   */
  output(name: string, type: ElementType, shape: readonly Dimension[] | null = null, source = name): string {
    if (source !== name) this.node('Identity', [source], {}, { names: [name] });
    else if (!this.knows(name)) throw new GraphNameError(this.name, name, 'unknown', 'an output');
    this.outputs.push(valueInfo(name, type, shape));
    return name;
  }

  /** A builder for the body of Loop, If or Scan, which may read the tensors of this graph by name. */
  subgraph(name: string): GraphBuilder {
    return new GraphBuilder(name, this.options, this);
  }

  /** The graph alone, for use as an attribute (`{ body: sub.toGraph() }`). */
  toGraph(): GraphProto {
    const { name, nodes: node, initializers: initializer, inputs: input, outputs: output } = this;
    return create(GraphProtoSchema, { name, node, initializer, input, output });
  }

  toModel(): ModelProto {
    const domains = { '': this.options.opset ?? 17, 'com.microsoft': 1, ...this.options.domains };
    return create(ModelProtoSchema, {
      irVersion,
      producerName: 'monosema',
      graph: this.toGraph(),
      opsetImport: Object.entries(domains).map(([domain, version]) => ({ domain, version: BigInt(version) })),
    });
  }

  /** The bytes of the .onnx file; at most 2 GB, protobuf's limit. */
  toBytes(): Uint8Array {
    return toBinary(ModelProtoSchema, this.toModel());
  }

  private addTensor(tensor: TensorProto): string {
    this.claim(tensor.name, 'an initializer');
    this.initializers.push(tensor);
    return tensor.name;
  }

  private knows(name: string): boolean {
    return this.names.has(name) || (this.parent?.knows(name) ?? false);
  }

  private claim(name: string, where: string): void {
    if (name === '' || this.knows(name)) throw new GraphNameError(this.name, name, 'taken', where);
    this.names.add(name);
  }

  private fresh(stem: string): string {
    const prefix = this.parent ? `${this.name}/` : '';
    let name: string;
    do name = `${prefix}${stem}_${this.counter++}`;
    while (this.knows(name));
    return name;
  }
}

/** A tuple of `Count` names where the count is a literal up to four, else an array. */
export type Names<Count extends number> = Count extends 1
  ? [string]
  : Count extends 2
    ? [string, string]
    : Count extends 3
      ? [string, string, string]
      : Count extends 4
        ? [string, string, string, string]
        : string[];
