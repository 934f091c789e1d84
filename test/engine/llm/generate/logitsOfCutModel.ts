/** What a model makes of changed activations, by running the part behind the hook point from them: the reference for steering within the graph. */
import type { LanguageModel } from '../../../../native-worker/llm/languageModel.ts';
import { vocabulary } from './writeGreedily.ts';

/**
 * Logits after the prompt, of the model cut in two at the hook point: from its own activations first, then from those that each of
 * `changes` makes of them.
 */
export async function logitsOfCutModel(
  model: LanguageModel,
  hookPoint: string,
  prompt: readonly number[],
  changes: readonly ((raw: Float32Array) => Promise<Float64Array>)[],
): Promise<Float32Array[]> {
  const spliced = await model.openSplice(hookPoint, { device: 'cpu', threads: 1 });
  const { length } = prompt;
  const batch = { rows: 1, length, tokens: Int32Array.from(prompt), lengths: Int32Array.of(length) };
  const begun = await spliced.begin(batch);
  const found: Float32Array[] = [];
  for (const change of [(raw: Float32Array) => Promise.resolve(Float64Array.from(raw)), ...changes]) {
    const changed = Float32Array.from(await change(begun.activations));
    const { logits } = await spliced.finish(begun, changed, { logits: true });
    found.push((logits ?? new Float32Array(0)).slice((length - 1) * vocabulary));
  }
  await spliced.dispose();
  return found;
}
