/** Ways to write the same graph differently: other names, another order, copies between nodes. Each is a function of its seed. */
import { create } from '@bufbuild/protobuf';
import { attributeProto } from '../../../native-worker/onnx/attributeProto.ts';
import { namesRead, subgraphsOf } from '../../../native-worker/onnx/graph.ts';
import { NodeProtoSchema, TensorProto_DataType } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import type { GraphProto, NodeProto } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import type { Random } from '../../../native-worker/sae/random.ts';

/** Gives every tensor and node that no caller names a meaningless name. */
export function renameAll(graph: GraphProto, random: Random): void {
  const kept = new Set(['', ...[...graph.input, ...graph.output].map(({ name }) => name)]);
  const names = new Map<string, string>();
  const renamed = (name: string): string => {
    if (kept.has(name)) return name;
    const known = names.get(name) ?? `t${Math.floor(random.uniform() * 1e9)}_${names.size}`;
    names.set(name, known);
    return known;
  };
  const visit = (part: GraphProto): void => {
    for (const tensor of part.initializer) tensor.name = renamed(tensor.name);
    for (const info of [...part.valueInfo, ...(part === graph ? [] : part.output)])
      info.name = renamed(info.name);
    for (const node of part.node) {
      node.name = '';
      node.input = node.input.map(renamed);
      node.output = node.output.map(renamed);
      subgraphsOf(node).forEach(visit);
    }
  };
  visit(graph);
}

/** Another order in which every node still stands after what it reads. */
export function shuffle(graph: GraphProto, random: Random): void {
  const makers = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node] as const)));
  const waiting = new Map(
    graph.node.map((node) => [node, new Set(namesRead(node).flatMap((name) => makers.get(name) ?? []))]),
  );
  const order: NodeProto[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([, needs]) => needs.size === 0).map(([node]) => node);
    const next = ready[Math.floor(random.uniform() * ready.length)];
    if (!next) throw new Error('the graph has a circle');
    order.push(next);
    waiting.delete(next);
    for (const needs of waiting.values()) needs.delete(next);
  }
  graph.node = order;
}

/** Puts copies before a quarter of all inputs: an Identity, or before a product, whose inputs are floats, a cast to what they are. */
export function insertCopies(graph: GraphProto, random: Random): void {
  const made = new Set(graph.node.flatMap(({ output }) => output));
  graph.node = graph.node.flatMap((node, place) => {
    const copies: NodeProto[] = [];
    node.input = node.input.map((name, i) => {
      if (name === '' || !made.has(name) || random.uniform() > 0.25) return name;
      const output = [`copy_${place}_${i}`];
      const kind = node.opType === 'MatMul' && random.uniform() > 0.5 ? 'Cast' : 'Identity';
      const attribute = kind === 'Cast' ? [attributeProto('to', TensorProto_DataType.FLOAT)] : [];
      copies.push(create(NodeProtoSchema, { opType: kind, input: [name], output, attribute }));
      return output[0] ?? name;
    });
    return [...copies, node];
  });
}
