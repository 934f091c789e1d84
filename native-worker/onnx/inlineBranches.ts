/**
 * Puts one branch of an `If` in its place, where it is known which will run: at a constant condition, and in `merged` decoders at the
 * input `use_cache_branch`. Older optimum wrote those, and most repositories for transformers.js hold them: a decoder that starts a text
 * and one that goes on from a cache, in one file. What is left is an ordinary graph, which can be tapped, pruned and followed.
 */
import { create } from '@bufbuild/protobuf';
import { namesRead, subgraphsOf } from './graph.ts';
import { NodeProtoSchema, TensorProto_DataType as DataType } from './proto/onnx_pb.gen.ts';
import type { GraphProto, NodeProto, TensorProto } from './proto/onnx_pb.gen.ts';

/**
 * `start` reads texts from their beginning without a cache: right for whole texts, and what activations are read with.
 * `cached` goes on from past keys and values. Give it one token a row at a time: exporters traced it with one, so that a causal mask
 * within the new tokens may be missing.
 */
export type DecoderBranch = 'start' | 'cached';

const cacheInput = 'use_cache_branch';

function constantBool(name: string, graph: GraphProto): boolean | null {
  const maker = graph.node.find(({ output }) => output.includes(name));
  const tensor: TensorProto | undefined =
    graph.initializer.find((candidate) => candidate.name === name) ??
    (maker?.opType === 'Constant'
      ? maker.attribute.find((attribute) => attribute.name === 'value')?.t
      : undefined);
  if (tensor?.dataType !== DataType.BOOL) return null;
  const value = tensor.rawData[0] ?? tensor.int32Data[0];
  return value === undefined ? null : value !== 0;
}

/** Whether the condition of an `If` holds; null where it is known only when the graph runs. */
function condition(node: NodeProto, graph: GraphProto, branch: DecoderBranch): boolean | null {
  const [name = ''] = node.input;
  if (name === cacheInput && graph.input.some((input) => input.name === cacheInput))
    return branch === 'cached';
  return constantBool(name, graph);
}

/** Renames what a graph reads and makes, nested graphs included. */
function rename(graph: GraphProto, names: ReadonlyMap<string, string>): void {
  if (names.size === 0) return;
  const renamed = (name: string): string => names.get(name) ?? name;
  for (const tensor of graph.initializer) tensor.name = renamed(tensor.name);
  for (const info of [...graph.output, ...graph.valueInfo]) info.name = renamed(info.name);
  for (const node of graph.node) {
    node.input = node.input.map(renamed);
    node.output = node.output.map(renamed);
    for (const nested of subgraphsOf(node)) rename(nested, names);
  }
}

function namesMadeIn(graph: GraphProto): string[] {
  return [...graph.initializer.map(({ name }) => name), ...graph.node.flatMap(({ output }) => output)];
}

/** The nodes of `body` under names that are free in `graph`, giving out what `node` gave out. */
function replacement(node: NodeProto, body: GraphProto, taken: ReadonlySet<string>): NodeProto[] {
  const made = new Set(namesMadeIn(body).filter((name) => name !== ''));
  const names = new Map<string, string>();
  const copies: NodeProto[] = [];
  for (const [i, { name }] of body.output.entries()) {
    const given = node.output[i] ?? '';
    if (given === '') continue;
    if (made.has(name) && !names.has(name)) names.set(name, given);
    else {
      // A branch may hand on a tensor from outside, or the same one twice.
      const input = [names.get(name) ?? name];
      copies.push(create(NodeProtoSchema, { opType: 'Identity', input, output: [given] }));
    }
  }
  const occupied = new Set([...taken, ...node.output]);
  for (const name of made) {
    if (names.has(name) || !occupied.has(name)) continue;
    let i = 1;
    while (occupied.has(`${name}/branch_${i}`) || made.has(`${name}/branch_${i}`)) i++;
    names.set(name, `${name}/branch_${i}`);
  }
  rename(body, names);
  return [...body.node, ...copies];
}

/** Node names are unique in a graph too, where they are given. */
function nameApart(nodes: readonly NodeProto[], others: readonly NodeProto[]): void {
  const taken = new Set(others.map(({ name }) => name));
  for (const node of nodes) {
    const { name } = node;
    for (let i = 1; name !== '' && taken.has(node.name); i++) node.name = `${name}/branch_${i}`;
    taken.add(node.name);
  }
}

function inlineFirst(graph: GraphProto, branch: DecoderBranch): boolean {
  for (const [place, node] of graph.node.entries()) {
    if (node.opType !== 'If' || (node.domain !== '' && node.domain !== 'ai.onnx')) continue;
    const holds = condition(node, graph, branch);
    const wanted = holds === true ? 'then_branch' : 'else_branch';
    const body = node.attribute.find((attribute) => attribute.name === wanted)?.g;
    if (holds === null || !body) continue;
    const others = graph.node.filter((other) => other !== node);
    const stored = [...graph.input, ...graph.initializer].map(({ name }) => name);
    const taken = new Set([...stored, ...others.flatMap(({ output }) => output)]);
    const nodes = replacement(node, body, taken);
    nameApart(nodes, others);
    graph.node = [...graph.node.slice(0, place), ...nodes, ...graph.node.slice(place + 1)];
    graph.initializer.push(...body.initializer);
    graph.sparseInitializer.push(...body.sparseInitializer);
    graph.valueInfo.push(...body.valueInfo);
    return true;
  }
  return false;
}

/** Whether the file holds a decoder in two branches. */
export function isMergedDecoder(graph: GraphProto): boolean {
  const cached = graph.input.some(({ name }) => name === cacheInput);
  return cached && graph.node.some(({ opType, input }) => opType === 'If' && input[0] === cacheInput);
}

/** Changes `graph`; inputs that nothing reads any more are dropped. Branches whose condition depends on the text stay. */
export function inlineBranches(graph: GraphProto, branch: DecoderBranch): void {
  const inlined = inlineFirst(graph, branch);
  if (!inlined) return;
  while (inlineFirst(graph, branch));
  const read = new Set(graph.output.map(({ name }) => name));
  for (const node of graph.node) for (const name of namesRead(node)) read.add(name);
  graph.input = graph.input.filter(({ name }) => read.has(name));
}
