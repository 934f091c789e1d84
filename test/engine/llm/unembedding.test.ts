import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { fixtureModels } from './golden.ts';

/** Direct logit effects as PyTorch computed them (tools/fixtures/models/make_logit_effects.py), by model and direction. */
const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/logitEffects/golden.json', import.meta.url), 'utf8'),
) as Record<string, number[][]>;

/** The directions of make_logit_effects.py. */
function directions(rows: number, width: number): Float32Array {
  return Float32Array.from(
    { length: rows * width },
    (_, at) => Math.sin(0.7 * (Math.floor(at / width) + 1) * ((at % width) + 1)) + 0.2,
  );
}

function minusMean(row: Float32Array): Float32Array {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
  return row.map((value) => value - mean);
}

test.each(Object.entries(golden))(
  'what directions do to the logits of %s is what PyTorch says, to 1e-3',
  async (name, expected) => {
    const model = await openLanguageModel(path.join(fixtureModels, name));
    const unembedding = await model.openUnembedding({ threads: 1 });
    const values = await unembedding.project(directions(expected.length, unembedding.width));
    await unembedding.dispose();
    expect(unembedding.norm.centres).toBe(/gpt2|neox|opt|phi/.test(name));
    let apart = 0;
    expected.forEach((row, i) => {
      const ours = minusMean(values.subarray(i * row.length, (i + 1) * row.length));
      row.forEach((value, token) => {
        apart = Math.max(apart, Math.abs(value - (ours[token] ?? NaN)));
      });
    });
    expect(apart).toBeLessThan(1e-3);
  },
);
