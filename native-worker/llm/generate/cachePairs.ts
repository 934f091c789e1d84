/**
 * Which outputs of a decoder's graph hold the keys and values that its inputs take at the next token, and how they are laid out.
 * Paired by name (`past_key_values.3.key` and `present.3.key`, or any spelling with the layer and `key` or `value`), else by order; a pair
 * must agree in every stated size but the past's. The layout itself is told by ../cacheLayout.ts.
 */
import type { ElementType } from '../../onnx/elementType.ts';
import type { GraphProto, ValueInfoProto } from '../../onnx/proto/onnx_pb.gen.ts';
import { tensorType } from '../../onnx/valueInfo.ts';
import type { Dimension } from '../../onnx/valueInfo.ts';
import { cacheAxes, cacheDims } from '../cacheLayout.ts';
import type { ModelConfig } from '../modelConfig.ts';
import { UnsupportedInputError } from '../modelInputs.ts';

export interface CacheEntry {
  input: string;
  /** Null where the graph gives out nothing to feed back. */
  output: string | null;
  type: 'float32' | 'float16';
  /** Sizes of an empty cache for one row. */
  empty: number[];
}

interface CacheTensor {
  name: string;
  type: ElementType;
  shape: Dimension[];
}

/** Inputs that hold text, not cache. */
const textInputs = new Set(['input_ids', 'attention_mask', 'position_ids', 'token_type_ids']);

function cacheTensors(infos: readonly ValueInfoProto[], skip: ReadonlySet<string>): CacheTensor[] {
  return infos.flatMap((info) => {
    const known = tensorType(info);
    const isCache =
      !skip.has(info.name) &&
      (known?.type === 'float32' || known?.type === 'float16') &&
      (known.shape?.length ?? 0) >= 3;
    return isCache ? [{ name: info.name, type: known.type, shape: known.shape ?? [] }] : [];
  });
}

/** `layer kind` of a cache tensor's name; null where the name does not say both. */
function place(name: string): string | null {
  const parts = /(\d+)\W*_?(key|value|k|v)(?![a-z])|(?<![a-z])(key|value|k|v)_?\W*(\d+)/i.exec(
    name.replace(/past_key_values|past_key_value|key_values/gi, 'past'),
  );
  const layer = parts?.[1] ?? parts?.[4];
  const kind = (parts?.[2] ?? parts?.[3])?.slice(0, 1).toLowerCase();
  return layer === undefined || kind === undefined ? null : `${layer} ${kind}`;
}

/** Whether what comes out can go in again, with another row count and more positions. */
function agree(input: CacheTensor, output: CacheTensor, grows: number): boolean {
  return (
    input.type === output.type &&
    input.shape.length === output.shape.length &&
    input.shape.every((size, axis) => {
      const other = output.shape[axis];
      return (
        axis === 0 ||
        axis === grows ||
        typeof size !== 'number' ||
        typeof other !== 'number' ||
        size === other
      );
    })
  );
}

/** Every cache input of the graph, in order; empty for a model without. @throws UnsupportedInputError where the file fixes the length of the past */
export function cachePairs(graph: GraphProto, config: ModelConfig): CacheEntry[] {
  const weights = new Set(graph.initializer.map(({ name }) => name));
  const pasts = cacheTensors(graph.input, new Set([...textInputs, ...weights]));
  const presents = cacheTensors(graph.output, new Set(['logits']));
  const byPlace = new Map(presents.map((present) => [place(present.name), present]));
  const named = pasts.map((past) => byPlace.get(place(past.name)));
  const isNamed = new Set(named).size === pasts.length && pasts.every(({ name }) => place(name) !== null);
  const partners = isNamed ? named : presents.length === pasts.length ? presents : [];
  return pasts.map((past, i) => {
    const axes = cacheAxes(past.shape, config);
    if (!axes) throw new UnsupportedInputError(past.name, past.type);
    const partner = partners[i];
    const grows = axes.findIndex(({ kind }) => kind === 'past');
    const output = partner && agree(past, partner, grows) ? partner.name : null;
    const type = past.type === 'float16' ? 'float16' : 'float32';
    return { input: past.name, output, type, empty: cacheDims(axes, 1, 0) };
  });
}
