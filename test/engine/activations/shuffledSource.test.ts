import { describe, expect, test } from 'vitest';
import { defaultRowsPerBatch } from '../../../native-worker/activations/harvest.ts';
import { ShuffledSource } from '../../../native-worker/activations/shuffledSource.ts';
import type { TokenRow } from '../../../native-worker/corpus/tokenRow.ts';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { fixtureModels } from '../llm/golden.ts';

/** Rows of 2 to 24 tokens with ids from a small linear congruence. */
function rows(count: number): TokenRow[] {
  let state = 1;
  const next = (limit: number): number => (state = (state * 1103515245 + 12345) % 2 ** 31) % limit;
  return Array.from({ length: count }, (_, document) => {
    const tokens = Int32Array.from({ length: 2 + next(23) }, (__, i) => (i === 0 ? 0 : next(300)));
    const places = new Int32Array(tokens.length).fill(-1);
    return { document, split: 'train', tokens, starts: places, ends: places };
  });
}

describe('the shuffled source on a real model', () => {
  test('a resumed source gives the same bits as an undisturbed one of another session', async () => {
    const model = await openLanguageModel(`${fixtureModels}/tiny-llama`);
    const open = async (): Promise<{ source: ShuffledSource; close: () => Promise<void> }> => {
      const reader = await model.openReader('blocks.1.hook_resid_post', { device: 'cpu', threads: 1 });
      const options = { seed: 11, rowsPerBatch: defaultRowsPerBatch(512), blockTokens: 300, cacheBytes: 0 };
      return { source: await ShuffledSource.open(reader, rows(80), options), close: () => reader.dispose() };
    };

    const undisturbed = await open();
    for (let i = 0; i < 7; i++) await undisturbed.source.next(50);
    const position = undisturbed.source.position();
    const expected = [await undisturbed.source.next(50), await undisturbed.source.next(50)];
    await undisturbed.close();

    const resumed = await open();
    expect(resumed.source.medianNorm).toBe(undisturbed.source.medianNorm);
    await resumed.source.seek(position);
    const again = [await resumed.source.next(50), await resumed.source.next(50)];
    await resumed.close();
    expect(position.block).toBeGreaterThan(0);
    expect(expected[1]).toHaveLength(50 * 32);
    expect(again).toEqual(expected);
  });
});
