import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseModelConfig } from '../../../native-worker/llm/modelConfig.ts';
import { displayName, preferredOnnxFile, readModelFolder } from '../../../native-worker/llm/modelFolder.ts';
import { ModelFolderError } from '../../../native-worker/llm/modelFolderError.ts';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { OnnxFileError } from '../../../native-worker/onnx/onnxFileError.ts';

const fixture = fileURLToPath(new URL('../../fixtures/models/tiny-llama', import.meta.url));
let scratch: string;
let copies = 0;
beforeAll(async () => {
  scratch = await mkdtemp(path.join(os.tmpdir(), 'monosema-model-'));
});
afterAll(() => rm(scratch, { recursive: true }));

async function copyOfFixture(): Promise<string> {
  const folder = path.join(scratch, `copy-${copies++}`);
  await cp(fixture, folder, { recursive: true });
  return folder;
}

describe('a model folder', () => {
  test('is found by its own path, by its onnx folder, and by an .onnx file', async () => {
    const onnxFile = path.join(fixture, 'onnx', 'model.onnx');
    for (const given of [fixture, path.join(fixture, 'onnx'), onnxFile]) {
      const found = await readModelFolder(given);
      expect(found).toMatchObject({ folder: fixture, name: 'tiny-llama', onnxFile, warnings: [] });
    }
  });

  test('can hold its .onnx file beside config.json; what it is called says nothing about quantisation', async () => {
    const folder = await copyOfFixture();
    await cp(path.join(folder, 'onnx', 'model.onnx'), path.join(folder, 'model_quantized.onnx'));
    await rm(path.join(folder, 'onnx'), { recursive: true });
    const found = await readModelFolder(folder);
    expect(found.onnxFile).toBe(path.join(folder, 'model_quantized.onnx'));
    expect((await openLanguageModel(folder)).summary.warnings).toEqual([]);
  });

  test('has a hash that any changed part changes', async () => {
    const hashOf = async (folder: string): Promise<string> => (await openLanguageModel(folder)).summary.hash;
    const folder = await copyOfFixture();
    const before = await hashOf(folder);
    expect(before).toBe(await hashOf(fixture));
    const config = await readFile(path.join(folder, 'config.json'), 'utf8');
    await writeFile(path.join(folder, 'config.json'), config.replace('"silu"', '"gelu"'));
    expect(await hashOf(folder)).not.toBe(before);
  });

  const broken: [string, (folder: string) => Promise<void>, RegExp][] = [
    ['is not there', (folder) => rm(folder, { recursive: true }), /nothing at this path/],
    [
      'has no config.json',
      (folder) => rm(path.join(folder, 'config.json')),
      /has no config\.json.*Hugging Face layout/,
    ],
    ['has no tokenizer', (folder) => rm(path.join(folder, 'tokenizer.json')), /has no tokenizer\.json/],
    [
      'has no model',
      (folder) => rm(path.join(folder, 'onnx', 'model.onnx')),
      /has no \.onnx file.*optimum-cli export onnx/,
    ],
    [
      'has a config cut short',
      (folder) => truncate(path.join(folder, 'config.json'), 100),
      /config\.json is no JSON/,
    ],
    [
      'has a config without layers',
      (folder) => writeFile(path.join(folder, 'config.json'), '{"model_type":"llama","hidden_size":32}'),
      /lacks what Monosema needs \(.*num_hidden_layers/,
    ],
    [
      'has only a decoder for filled caches',
      async (folder) => {
        await rm(path.join(folder, 'onnx'), { recursive: true });
        await writeFile(path.join(folder, 'decoder_with_past_model.onnx'), '');
      },
      /has only decoders that go on from a filled cache \(decoder_with_past_model\.onnx\).*decoder_model_merged/,
    ],
    [
      'has a tokenizer that is a link out of it',
      async (folder) => {
        await rm(path.join(folder, 'tokenizer.json'));
        await symlink(path.join(fixture, 'tokenizer.json'), path.join(folder, 'tokenizer.json'));
      },
      /a link leads out of it\. .*tokenizer\.json is a link to .*Put the file itself there/,
    ],
    [
      'has a model that is a link out of it',
      async (folder) => {
        await rm(path.join(folder, 'onnx'), { recursive: true });
        await symlink(path.join(fixture, 'onnx'), path.join(folder, 'onnx'));
      },
      /a link leads out of it\. .*model\.onnx is a link to/,
    ],
  ];
  test.each(broken)('that %s is refused by name', async (_, breakIt, message) => {
    const folder = await copyOfFixture();
    await breakIt(folder);
    const error: unknown = await openLanguageModel(folder).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ModelFolderError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toContain(folder);
  });

  test('with a model cut short is refused by the name of the file', async () => {
    const folder = await copyOfFixture();
    const file = path.join(folder, 'onnx', 'model.onnx');
    await truncate(file, 150_000);
    const error: unknown = await openLanguageModel(folder).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OnnxFileError);
    expect((error as Error).message).toContain(`${file}: is no whole ONNX file (150000 bytes;`);
  });

  test('named by its decoder for filled caches is refused, whatever else is there', async () => {
    const folder = await copyOfFixture();
    const file = path.join(folder, 'onnx', 'decoder_with_past_model.onnx');
    await cp(path.join(folder, 'onnx', 'model.onnx'), file);
    await expect(readModelFolder(file)).rejects.toThrow(/goes on from a filled cache/);
    expect((await readModelFolder(folder)).onnxFile).toBe(path.join(folder, 'onnx', 'model.onnx'));
  });

  test('may itself be reached through a link, and links may lead about within it', async () => {
    const folder = await copyOfFixture();
    await rename(path.join(folder, 'tokenizer.json'), path.join(folder, 'onnx', 'real.json'));
    await symlink('onnx/real.json', path.join(folder, 'tokenizer.json'));
    const link = `${folder}-link`;
    await symlink(folder, link);
    expect(await readModelFolder(link)).toMatchObject({ folder: link, warnings: [] });
  });

  test('given a file that is no model is refused', async () => {
    await mkdir(path.join(scratch, 'other'), { recursive: true });
    const file = path.join(scratch, 'other', 'notes.txt');
    await writeFile(file, 'x');
    await expect(readModelFolder(file)).rejects.toThrow(/is a file, but no \.onnx file/);
  });
});

test.each([
  [['onnx/model_q4.onnx', 'onnx/model.onnx', 'model.onnx'], 'onnx/model.onnx'],
  [['onnx/model_quantized.onnx', 'onnx/model_fp16.onnx'], 'onnx/model_fp16.onnx'],
  [['onnx/decoder_with_past_model.onnx', 'onnx/decoder_model.onnx'], 'onnx/decoder_model.onnx'],
  [['onnx/model_int8.onnx', 'gpt.onnx'], 'onnx/model_int8.onnx'],
  [['gpt.onnx'], 'gpt.onnx'],
  [['onnx/decoder_with_past_model.onnx', 'onnx/decoder_model_merged.onnx'], 'onnx/decoder_model_merged.onnx'],
  [['onnx/decoder_model_merged_quantized.onnx'], 'onnx/decoder_model_merged_quantized.onnx'],
  [['onnx/decoder_with_past_model.onnx', 'onnx/decoder_with_past_model_quantized.onnx'], null],
  [[], null],
])('of %j it takes %s', (files, expected) => {
  expect(preferredOnnxFile(files)).toBe(expected);
});

test.each([
  ['/models/SmolLM2-135M', null, 'SmolLM2-135M'],
  ['/hub/models--HuggingFaceTB--SmolLM2-135M/snapshots/93efa2f097d58c2a', null, 'HuggingFaceTB/SmolLM2-135M'],
  ['/data/onnx', 'org/tiny', 'tiny'],
  ['/data/onnx', null, 'onnx'],
])('the model in %s named %s shows as %s', (folder, nameOrPath, expected) => {
  expect(displayName(folder, nameOrPath)).toBe(expected);
});

test('the older names of GPT-2 and nested text models are understood', () => {
  const gpt2 = {
    model_type: 'gpt2',
    n_layer: 12,
    n_embd: 768,
    n_head: 12,
    n_positions: 1024,
    vocab_size: 50257,
  };
  expect(parseModelConfig(JSON.stringify(gpt2))).toMatchObject({
    ok: true,
    config: { layers: 12, width: 768, headSize: 64, keyValueHeads: 12, maxContext: 1024, bosId: null },
  });
  const nested = {
    model_type: 'gemma3',
    architectures: ['Gemma3ForConditionalGeneration'],
    bos_token_id: [2, 3],
    text_config: {
      num_hidden_layers: 4,
      hidden_size: 16,
      num_attention_heads: 2,
      head_dim: 32,
      vocab_size: 9,
    },
  };
  expect(parseModelConfig(JSON.stringify(nested))).toMatchObject({
    ok: true,
    config: { architecture: 'Gemma3ForConditionalGeneration', layers: 4, headSize: 32, bosId: 2 },
  });
});
