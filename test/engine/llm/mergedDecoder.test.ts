/** Both branches of a merged decoder are of use: whole texts by one, and from its cache one token at a time by the other. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { createSession } from '../../../native-worker/onnx/devices.ts';
import { graphOf } from '../../../native-worker/onnx/graph.ts';
import type { DecoderBranch } from '../../../native-worker/onnx/inlineBranches.ts';
import { onnxBytes, readOnnxFile } from '../../../native-worker/onnx/onnxFile.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';
import { readGolden } from './golden.ts';

type Tensors = Record<string, ort.Tensor>;

async function runner(
  file: string,
  branch: DecoderBranch,
): Promise<{ inputs: string[]; run: (feeds: Tensors) => Promise<Tensors> }> {
  const { model, externalDataFolder, merged } = await readOnnxFile(file, { branch });
  expect(merged).toBe(true);
  const external = externalDataFolder === null ? {} : { externalDataFolder };
  const { session } = await createSession(onnxBytes(model), 'cpu', external);
  const run = async (feeds: Tensors): Promise<Tensors> => {
    const outputs = await session.run(feeds);
    await session.release();
    return outputs;
  };
  return { inputs: graphOf(model).input.map(({ name }) => name), run };
}

const row = (values: bigint[]): ort.Tensor => new ort.Tensor('int64', values, [1, values.length]);

test.each(['tiny-gpt2-merged', 'tiny-llama-merged'])(
  '%s goes on from a cache as PyTorch reads the whole text',
  async (name) => {
    const golden = readGolden(name);
    const file = path.join(golden.folder, 'onnx', 'decoder_model_merged.onnx');
    const tokens = [...golden.batch.tokens.slice(0, golden.batch.lengths[0])].map(BigInt);
    const [earlier, last] = [tokens.slice(0, -1), tokens.slice(-1)];
    const start = await runner(file, 'start');
    expect(start.inputs.sort()).toEqual(['attention_mask', 'input_ids']);
    const ones = tokens.map(() => 1n);
    const first = await start.run({ input_ids: row(earlier), attention_mask: row(ones.slice(1)) });
    const cached = await runner(file, 'cached');
    expect(cached.inputs).not.toContain('use_cache_branch');
    const past = Object.entries(first).flatMap(([output, value]): [string, ort.Tensor][] =>
      output.startsWith('present') ? [[output.replace('present', 'past_key_values'), value]] : [],
    );
    const { logits } = await cached.run({
      input_ids: row(last),
      attention_mask: row(ones),
      ...Object.fromEntries(past),
    });
    const wide = golden.width('logits');
    const expected = golden.values('logits').slice((tokens.length - 1) * wide, tokens.length * wide);
    const read = logits?.data as Float32Array;
    expect(read).toHaveLength(wide);
    for (const [i, value] of read.entries())
      expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThan(1e-4);
  },
);
