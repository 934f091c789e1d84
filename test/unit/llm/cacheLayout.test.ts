import { expect, test } from 'vitest';
import { cacheAxes, cacheDims, isCacheInput } from '../../../native-worker/llm/cacheLayout.ts';
import type { Dimension } from '../../../native-worker/onnx/valueInfo.ts';

/** Four heads of 8. */
const sizes = { keyValueHeads: 4, headSize: 8 };

const layouts: [string, Dimension[], number[]][] = [
  ['optimum', ['batch_size', 4, 'past_sequence_length', 8], [3, 4, 0, 8]],
  ['onnxruntime-genai', ['batch_size', 4, 'past_sequence_length', 8], [3, 4, 0, 8]],
  ['all names open', ['batch', 'num_heads', 'past_len', 'head_dim'], [3, 4, 0, 8]],
  ['no names at all', [null, null, null, null], [3, 4, 0, 8]],
  ['heads after the past', ['batch', 'past', 4, 8], [3, 0, 4, 8]],
  ['heads after the past, unnamed', [null, null, 4, 8], [3, 0, 4, 8]],
  ['one row only', [1, 4, 'past_sequence_length', 8], [1, 4, 0, 8]],
  ['key and value in one (GPT-BigCode)', ['batch_size', 'past_sequence_length', 16], [3, 0, 16]],
  ["keys of older Bloom's", ['batch_size x num_heads', 8, 'past_sequence_length'], [12, 8, 0]],
  ["values of older Bloom's", ['batch_size * num_heads', 'past_sequence_length', 8], [12, 0, 8]],
  ['keys and values of all layers', [2, 'batch', 4, 'past', 8], [2, 3, 4, 0, 8]],
];

test.each(layouts)('an empty cache of the layout %s has no positions', (_, shape, dims) => {
  const axes = cacheAxes(shape, sizes);
  expect(axes && cacheDims(axes, 3, 0)).toEqual(dims);
});

test('a cache that is not empty has its positions in the same place', () => {
  const axes = cacheAxes(['batch_size x num_heads', 8, 'past_sequence_length'], sizes);
  expect(axes && cacheDims(axes, 2, 5)).toEqual([8, 8, 5]);
});

test('a cache of fixed length cannot be empty', () => {
  expect(cacheAxes([1, 4, 128, 8], sizes)).toBeNull();
});

test.each([
  ['past_key_values.0.key', true],
  ['past_0', true],
  ['cache_k_3', true],
  ['attention_mask', false],
  ['past_sequence_length', false],
  ['cache_position', false],
  ['use_cache_branch', false],
  ['logits', false],
])('the input %s: a cache, %s', (name, expected) => {
  expect(isCacheInput(name)).toBe(expected);
});
