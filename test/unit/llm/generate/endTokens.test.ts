import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endTokens } from '../../../../native-worker/llm/generate/endTokens.ts';
import { ModelFolderError } from '../../../../native-worker/llm/modelFolderError.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'monosema-ends-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, json: unknown): Promise<void> =>
  writeFile(path.join(folder, name), typeof json === 'string' ? json : JSON.stringify(json));

describe('the tokens that end a text', () => {
  test('are those of both files and the tokenizer', async () => {
    await write('config.json', { eos_token_id: 2 });
    await write('generation_config.json', { eos_token_id: [2, 106] });
    expect([...(await endTokens(folder, 7))].sort((a, b) => a - b)).toEqual([2, 7, 106]);
  });

  test('are found within the text part of a model of several modalities', async () => {
    await write('config.json', { text_config: { eos_token_id: [1, 106] } });
    expect([...(await endTokens(folder, null))]).toEqual([1, 106]);
  });

  test('may be none', async () => {
    await write('config.json', { eos_token_id: null });
    expect((await endTokens(folder, null)).size).toBe(0);
  });

  test.each([
    ['no JSON', '{'],
    ['no id', { eos_token_id: '</s>' }],
  ])('a file with %s is refused by name', async (_, json) => {
    await write('config.json', {});
    await write('generation_config.json', json);
    const ends = endTokens(folder, null);
    await expect(ends).rejects.toThrow(ModelFolderError);
    await expect(ends).rejects.toThrow(/generation_config\.json/);
  });
});
