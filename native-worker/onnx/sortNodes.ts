/**
 * Checks that a graph can be followed, and puts its nodes after what they read, as ONNX asks for and not every tool does.
 * Every tensor is made once, and no node waits for its own result: all that walks the graph relies on this.
 */
import { namesRead } from './graph.ts';
import { downloadAgain, OnnxFileError } from './onnxFileError.ts';
import type { GraphProto, NodeProto } from './proto/onnx_pb.gen.ts';

const named = (node: NodeProto): string => `${node.opType} '${node.name || (node.output[0] ?? '')}'`;

/** Who makes each tensor of a graph. @throws OnnxFileError when two do. */
function makersOf(file: string, graph: GraphProto): Map<string, NodeProto | null> {
  const makers = new Map<string, NodeProto | null>();
  for (const { name } of [...graph.input, ...graph.initializer]) makers.set(name, null);
  for (const { values } of graph.sparseInitializer) makers.set(values?.name ?? '', null);
  for (const node of graph.node) {
    for (const name of node.output) {
      if (name === '') continue;
      if (makers.has(name)) {
        throw new OnnxFileError(
          file,
          `makes the tensor '${name}' twice (once in ${named(node)}).`,
          downloadAgain,
        );
      }
      makers.set(name, node);
    }
  }
  return makers;
}

/** Orders `graph.node` in place; nodes that are in order already stay as they are. @throws OnnxFileError */
export function sortNodes(file: string, graph: GraphProto): void {
  const makers = makersOf(file, graph);
  const sorted: NodeProto[] = [];
  const state = new Map<NodeProto, 'open' | 'done'>();
  for (const start of graph.node) {
    const waiting = [start];
    for (let node = waiting.at(-1); node; node = waiting.at(-1)) {
      if (state.get(node) === 'done') {
        waiting.pop();
        continue;
      }
      const earlier = sourcesOf(file, node, makers).filter((source) => state.get(source) !== 'done');
      if (state.get(node) === 'open' && earlier.length > 0) throw circle(file, node);
      state.set(node, earlier.length > 0 ? 'open' : 'done');
      if (earlier.length > 0) waiting.push(...earlier);
      else sorted.push(node);
    }
  }
  graph.node = sorted;
}

function sourcesOf(
  file: string,
  node: NodeProto,
  makers: ReadonlyMap<string, NodeProto | null>,
): NodeProto[] {
  const sources: NodeProto[] = [];
  for (const name of namesRead(node)) {
    const maker = makers.get(name);
    if (maker === undefined)
      throw new OnnxFileError(
        file,
        `reads '${name}' in ${named(node)}, but nothing makes it.`,
        downloadAgain,
      );
    if (maker !== null) sources.push(maker);
  }
  return sources;
}

function circle(file: string, node: NodeProto): OnnxFileError {
  return new OnnxFileError(file, `has a circle: ${named(node)} needs its own result.`, downloadAgain);
}
