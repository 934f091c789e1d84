/** Writes with tiny models on webgpu, steered and not, the cache left on the card; prints JSON of the tokens. Arguments: model=recorded. */
import path from 'node:path';
import { sampleToken } from '../../native-worker/llm/generate/sampleToken.ts';
import type { Steered } from '../../native-worker/llm/generate/decoderSession.ts';
import { openLanguageModel } from '../../native-worker/llm/openLanguageModel.ts';
import { goldenGenerations, goldenVector } from '../engine/llm/generate/goldenGenerations.ts';

const hookPoint = 'blocks.0.hook_resid_post';
const rule = { temperature: 0, topP: 1, topK: null, seed: 1 };
const recorded = new Map(goldenGenerations);
const results: Record<string, unknown>[] = [];

for (const [name = '', judge = ''] of process.argv.slice(2).map((pair) => pair.split('='))) {
  const golden = recorded.get(judge);
  if (!golden) throw new Error(`generations.json has nothing of '${judge}'`);
  const model = await openLanguageModel(path.join('test/fixtures/models', name));
  const { width, vocabularySize } = model.summary;
  const form = { width, perToken: true, largest: null };
  const session = await model.openDecoder({ hookPoint, form }, { device: 'webgpu' });
  const write = async (steered: Steered): Promise<number[]> => {
    const run = session.begin(steered);
    const tokens: number[] = [];
    let next = golden.prompt;
    while (tokens.length < golden.tokens.length) {
      const id = sampleToken(await run.step(next, (position) => position > 0), vocabularySize, rule, 0);
      tokens.push(id);
      next = [id];
    }
    run.dispose();
    return tokens;
  };
  const add = goldenVector(width);
  results.push({
    name,
    device: session.device.chosen,
    hasCache: session.hasCache,
    unsteered: await write(null),
    steered: await write({ add, clamps: null }),
  });
  await session.dispose();
}
process.stdout.write(JSON.stringify(results));
