/** Repositories that are not there, gated, without ONNX or without a tokenizer: each says what to do. */
import { describe, expect, test } from 'vitest';
import { readGolden } from '../llm/golden.ts';
import {
  downloadFromLocalHub,
  hub,
  REPOSITORY,
  LICENCE,
  download,
  inspect,
  expectWhole,
} from './downloadSetup.ts';

downloadFromLocalHub();

describe('repositories that cannot be had', () => {
  test('are told apart', async () => {
    await expect(download({ repository: 'owner/nothing' })).rejects.toMatchObject({
      code: 'notFound',
      message: expect.stringMatching(/no model repository owner\/nothing.*spelling/u) as string,
    });
    await expect(download({ revision: 'v9' })).rejects.toMatchObject({
      code: 'notFound',
      message: expect.stringContaining('"v9"') as string,
    });
    await expect(download({ repository: 'just-a-name' })).rejects.toMatchObject({ code: 'invalidRequest' });
    process.env['HF_HUB_OFFLINE'] = '1';
    hub.asked.length = 0;
    await expect(download()).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('HF_HUB_OFFLINE') as string,
    });
    expect(hub.asked).toEqual([]);
  });

  test('that are gated want a token, and get it only when they ask', async () => {
    hub.add(REPOSITORY, readGolden('tiny-llama').folder, { gated: 'auto' });
    await expect(download()).rejects.toMatchObject({
      code: 'accessDenied',
      message: expect.stringMatching(/gated.*HF_TOKEN/u) as string,
    });
    await expect(download({ token: 'hf_wrong' })).rejects.toMatchObject({
      code: 'accessDenied',
      message: expect.not.stringContaining('hf_wrong') as string,
    });
    hub.asked.length = 0;
    process.env['HF_TOKEN'] = hub.token;
    await download();
    expectWhole();
    expect(
      hub.asked.filter(({ path: asked }) => asked.startsWith('/api/')).every(({ token }) => token === null),
    ).toBe(true);
    expect(hub.asked.some(({ token }) => token === hub.token)).toBe(true);
  });

  test('without ONNX name twins that have it, and how to export', async () => {
    hub.add('HuggingFaceTB/SmolLM2-135M', readGolden('tiny-llama').folder).files = new Map([
      ['config.json', Buffer.from('{}')],
      ['model.safetensors', Buffer.from('x')],
    ]);
    hub.add('somebody/SmolLM2-135M', readGolden('tiny-llama').folder, { tags: ['onnx'] });
    hub.add('onnx-community/SmolLM2-135M-ONNX', readGolden('tiny-llama').folder, { tags: ['onnx'] });
    const listing = await inspect('HuggingFaceTB/SmolLM2-135M');
    expect(listing).toMatchObject({
      variants: [],
      twins: ['onnx-community/SmolLM2-135M-ONNX', 'somebody/SmolLM2-135M'],
    });
    expect(listing.problem).toMatch(
      /no ONNX export.*model\.safetensors.*optimum-cli export onnx --model HuggingFaceTB\/SmolLM2-135M/u,
    );
    await expect(download({ repository: 'HuggingFaceTB/SmolLM2-135M' })).rejects.toMatchObject({
      code: 'badModel',
    });
  });

  test('without a tokenizer say so before anything is fetched', async () => {
    hub.repositories.get(REPOSITORY)?.files.delete('tokenizer.json');
    await expect(download()).rejects.toThrow(/has no tokenizer\.json/u);
    expect(hub.filesAsked()).toEqual([]);
  });

  test('need their licence to be known to the user', async () => {
    expect((await inspect(REPOSITORY)).licence).toEqual({
      id: LICENCE,
      url: `${hub.url}/${REPOSITORY}`,
      from: null,
    });
    hub.add(REPOSITORY, readGolden('tiny-llama').folder, {
      card: { license: 'other', license_name: 'gemma', license_link: 'https://ai.google.dev/gemma/terms' },
    });
    expect((await inspect(REPOSITORY)).licence).toEqual({
      id: 'gemma',
      url: 'https://ai.google.dev/gemma/terms',
      from: null,
    });
    await expect(download()).rejects.toThrow(/licence of owner\/tiny-llama is gemma.*not apache-2\.0/u);
    expect(hub.filesAsked()).toEqual([]);
    hub.add('owner/base', readGolden('tiny-llama').folder, { card: { license: 'mit' } });
    hub.add(REPOSITORY, readGolden('tiny-llama').folder, { card: { base_model: 'owner/base' } });
    expect((await inspect(REPOSITORY)).licence).toMatchObject({ id: 'mit', from: 'owner/base' });
    hub.add(REPOSITORY, readGolden('tiny-llama').folder, { card: {} });
    expect((await inspect(REPOSITORY)).licence.id).toBeNull();
    await download({ licence: null });
    expectWhole();
  });
});
