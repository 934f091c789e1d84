/** A model of a few new nodes over the constants of another model, whose weights stay where they are. */
import { create } from '@bufbuild/protobuf';
import { attributeProto } from '../../onnx/attributeProto.ts';
import type { Attributes } from '../../onnx/attributeProto.ts';
import type { ElementType } from '../../onnx/elementType.ts';
import type { GraphIndex } from '../../onnx/graph.ts';
import { namesRead } from '../../onnx/graph.ts';
import { onnxBytes } from '../../onnx/onnxFile.ts';
import { GraphProtoSchema, ModelProtoSchema, NodeProtoSchema } from '../../onnx/proto/onnx_pb.gen.ts';
import type { AttributeProto, ModelProto, NodeProto } from '../../onnx/proto/onnx_pb.gen.ts';
import { valueInfo } from '../../onnx/valueInfo.ts';
import type { Dimension } from '../../onnx/valueInfo.ts';

/** Begins the names of new tensors; no exporter writes it. */
const prefix = 'monosema_unembedding/';

export class NewNodes {
  readonly nodes: NodeProto[] = [];

  /** Adds a node with one output and returns that output's name. Its operator must mean the same in every operator set. */
  add(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    const made = Object.entries(attributes).map(([name, value]) => attributeProto(name, value));
    return this.like(op, '', inputs, made);
  }

  /** Likewise, with attributes and domain of another node. */
  like(op: string, domain: string, inputs: readonly string[], attribute: readonly AttributeProto[]): string {
    const output = `${prefix}${op}_${this.nodes.length}`;
    this.nodes.push(
      create(NodeProtoSchema, {
        name: output,
        opType: op,
        domain,
        input: [...inputs],
        output: [output],
        attribute: [...attribute],
      }),
    );
    return output;
  }
}

/** A float32 tensor's name and shape. */
export interface Port {
  name: string;
  shape: readonly Dimension[];
}

/** Bytes of the model that computes `output` from `input` by `nodes`, with operator sets and constants of `model`. */
export function partialModel(
  model: ModelProto,
  index: GraphIndex,
  nodes: readonly NodeProto[],
  ports: { input: Port; output: Port },
): Uint8Array {
  const made = new Set(nodes.flatMap(({ output }) => output)).add(ports.input.name);
  const read = nodes.flatMap(namesRead).filter((name) => !made.has(name));
  const constants = index.ancestors(read);
  const needed = new Set([...read, ...[...constants].flatMap(namesRead)]);
  const { graph } = index;
  const info = ({ name, shape }: Port, type: ElementType = 'float32') => valueInfo(name, type, shape);
  return onnxBytes(
    Object.assign(create(ModelProtoSchema), model, {
      graph: create(GraphProtoSchema, {
        name: 'unembedding',
        node: [...graph.node.filter((node) => constants.has(node)), ...nodes],
        initializer: graph.initializer.filter(({ name }) => needed.has(name)),
        sparseInitializer: graph.sparseInitializer.filter(({ values }) => needed.has(values?.name ?? '')),
        input: [info(ports.input)],
        output: [info(ports.output)],
      }),
    }),
  );
}
