/**
 * How values, not shapes, flow through a graph. Exports take the shape of one tensor to make masks or zeros for far-away places; to follow
 * a computation, reading a tensor's shape does not count as reading it.
 */
import { namesRead } from './graph.ts';
import type { GraphIndex } from './graph.ts';
import type { NodeProto } from './proto/onnx_pb.gen.ts';

const shapeOnly = new Set(['Shape', 'Size']);

/** What a node's values depend on. */
export function valuesRead(node: NodeProto): string[] {
  return shapeOnly.has(node.opType) ? [] : namesRead(node);
}

/**
 * Whether the values of `tensor` depend on one of `sources` (or it is one). Looks only at nodes from the sources on, so that near pairs
 * are cheap.
 */
export function dependsOn(index: GraphIndex, tensor: string, sources: readonly string[]): boolean {
  const earliest = Math.min(...sources.map((source) => index.order.get(source) ?? -1));
  const seen = new Set<string>();
  const waiting = [tensor];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (sources.includes(name)) return true;
    if (seen.has(name) || (index.order.get(name) ?? -1) <= earliest) continue;
    seen.add(name);
    const maker = index.makers.get(name);
    if (maker) waiting.push(...valuesRead(maker));
  }
  return false;
}

/** Places of the nodes that `tensor` depends on. */
function placesBehind(index: GraphIndex, tensor: string): Set<number> {
  const found = new Set<number>();
  const waiting = [tensor];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const place = index.order.get(name);
    if (place === undefined || found.has(place)) continue;
    found.add(place);
    const maker = index.makers.get(name);
    if (maker) waiting.push(...valuesRead(maker));
  }
  return found;
}

/** The furthest place that reads each tensor, among nodes at `places`. */
function furthestReaders(index: GraphIndex, places: ReadonlySet<number>): Map<string, number> {
  const furthest = new Map<string, number>();
  for (const place of places) {
    const node = index.graph.node[place];
    for (const name of node ? valuesRead(node) : [])
      furthest.set(name, Math.max(place, furthest.get(name) ?? -1));
  }
  return furthest;
}

/**
 * Whether all that flows from the input `source` to `sink` passes each of `gates`, tensors on the way. Nodes stand in topological order,
 * so that all flows pass a node exactly when none of their edges spans its place.
 */
export function allFlowsThrough(
  index: GraphIndex,
  source: string,
  sink: string,
  gates: readonly string[],
): boolean {
  const behind = placesBehind(index, sink);
  const furthest = furthestReaders(index, behind);
  const flowing = new Set([source]);
  const waiting = new Set(gates.map((gate) => index.order.get(gate) ?? -1));
  let reach = furthest.get(source) ?? -1;
  for (const place of [...behind].sort((a, b) => a - b)) {
    const node = index.graph.node[place];
    if (!node || !valuesRead(node).some((name) => flowing.has(name))) continue;
    if (waiting.delete(place) && reach > place) return false;
    for (const name of node.output) {
      if (name === '') continue;
      flowing.add(name);
      reach = Math.max(reach, furthest.get(name) ?? -1);
    }
  }
  return waiting.size === 0;
}
