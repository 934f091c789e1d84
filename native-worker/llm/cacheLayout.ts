/**
 * The axes of a graph's cache inputs, whatever their layout: [batch, heads, past, head size], [batch, past, heads, head size],
 * [batch, past, key and value in one] (GPT-BigCode), [batch * heads, head size, past] (older Bloom). Sizes that the file states are
 * kept; open ones are told apart by their symbolic names, and where those say nothing by their place.
 */
import type { Dimension } from '../onnx/valueInfo.ts';
import type { ModelConfig } from './modelConfig.ts';

/** Whether an input of that name holds keys, values or both of earlier positions. */
export function isCacheInput(name: string): boolean {
  return /past|cache/i.test(name) && !/length|len$|seq|position|branch|mask/i.test(name);
}

type Axis =
  | { kind: 'past' }
  /** One entry a row, or one a row and head. */
  | { kind: 'rows'; each: number }
  | { kind: 'fixed'; size: number };

function namedAxis(size: string, config: CacheSizes): Axis | null {
  const heads = /head/i.test(size);
  if (/batch|rows/i.test(size)) return { kind: 'rows', each: heads ? config.keyValueHeads : 1 };
  if (/past|cache|seq|len|time|pos/i.test(size)) return { kind: 'past' };
  if (/head.*(dim|size)|(dim|size).*head/i.test(size)) return { kind: 'fixed', size: config.headSize };
  return heads ? { kind: 'fixed', size: config.keyValueHeads } : null;
}

/** What an axis most likely is where the file does not say. */
function likelyAxis(axis: number, rank: number, hasPast: boolean, config: CacheSizes): Axis {
  if (axis === 0) return { kind: 'rows', each: 1 };
  if (rank === 4 && axis === 1 && !hasPast) return { kind: 'fixed', size: config.keyValueHeads };
  if (axis < rank - 1 && !hasPast) return { kind: 'past' };
  return { kind: 'fixed', size: config.headSize };
}

export type CacheSizes = Pick<ModelConfig, 'keyValueHeads' | 'headSize'>;

/** What each axis stands for; null where no axis can hold an empty past, because the file fixes every size. */
export function cacheAxes(shape: readonly Dimension[], config: CacheSizes): Axis[] | null {
  const known = shape.map((size): Axis | null => {
    if (typeof size === 'number') return { kind: 'fixed', size };
    return size === null || size === '' ? null : namedAxis(size, config);
  });
  const open = known.flatMap((axis, i) => (axis === null && i > 0 ? [i] : []));
  const [only] = open;
  const named = known.some((axis) => axis?.kind === 'past');
  // A single open size after the first is the past, wherever it stands.
  if (!named && open.length === 1 && only !== undefined) known[only] = { kind: 'past' };
  const hasPast = known.some((axis) => axis?.kind === 'past');
  const axes = known.map((axis, i) => axis ?? likelyAxis(i, shape.length, hasPast, config));
  return axes.some((axis) => axis.kind === 'past') ? axes : null;
}

/** The sizes of a cache of `past` positions. */
export function cacheDims(axes: readonly Axis[], rows: number, past: number): number[] {
  return axes.map((axis) => {
    if (axis.kind === 'past') return past;
    return axis.kind === 'rows' ? rows * axis.each : axis.size;
  });
}
