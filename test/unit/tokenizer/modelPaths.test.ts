/** A model may be named by its folder, by the folder's `onnx/`, or by one of several .onnx files: the tokenizer is the same. */
import { expect, test } from 'vitest';
import { openTokenizer } from '../../../native-worker/llm/tokenizer/openTokenizer.ts';
import { TokenizerNotFoundError } from '../../../native-worker/llm/tokenizer/tokenizerErrors.ts';

const folder = 'test/fixtures/models/tiny-llama-formats';

test.each(['', '/onnx', '/onnx/model_int8.onnx'])('opens the tokenizer of %s', async (place) => {
  const plain = await openTokenizer(folder);
  const tokenizer = await openTokenizer(`${folder}${place}`);
  const { ids } = tokenizer.encode('const sum = 1;');
  expect([...ids]).toEqual([...plain.encode('const sum = 1;').ids]);
  expect(ids.length).toBeGreaterThan(3);
});

test('says where it looked in vain', async () => {
  await expect(openTokenizer('test/fixtures/nowhere')).rejects.toThrow(TokenizerNotFoundError);
});
