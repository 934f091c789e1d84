import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import path from 'node:path';
import { MODEL_OFFERS } from '../../../native-worker/download/modelOffers.ts';
import { usualTarget } from '../../../native-worker/download/modelTargets.ts';
import { checkRevision, parseRepository } from '../../../native-worker/download/repositoryName.ts';
import { unsafePath } from '../../../native-worker/download/safePath.ts';

const HUB = 'https://huggingface.co';

describe('the name of a repository', () => {
  it.each([
    ['HuggingFaceTB/SmolLM2-135M', null],
    [' HuggingFaceTB/SmolLM2-135M/ ', null],
    ['https://huggingface.co/HuggingFaceTB/SmolLM2-135M', null],
    ['https://huggingface.co/HuggingFaceTB/SmolLM2-135M?library=transformers#top', null],
    ['hf.co/HuggingFaceTB/SmolLM2-135M', null],
    ['https://huggingface.co/HuggingFaceTB/SmolLM2-135M/tree/v1.0', 'v1.0'],
    ['https://huggingface.co/HuggingFaceTB/SmolLM2-135M/blob/main/onnx/model.onnx', 'main'],
  ])('is read from %s', (given, revision) => {
    expect(parseRepository(given, HUB)).toEqual({ repository: 'HuggingFaceTB/SmolLM2-135M', revision });
  });

  it.each([
    '',
    'gpt2',
    'a/b/c',
    '../etc/passwd',
    'a/..',
    'a/b..c',
    'con/aux',
    'a b/c',
    'a/b\0',
    'https://example.com/a/b',
    'https://huggingface.co/datasets/a/b',
    'file:///a/b',
    `${'a'.repeat(120)}/b`,
  ])('is not read from %j', (given) => {
    expect(() => parseRepository(given, HUB)).toThrow(/owner\/name|no address on/u);
  });

  it('may be on the hub that the environment names', () => {
    const own = 'http://localhost:8080/hub';
    expect(() => parseRepository('http://localhost:8080/a/b', HUB)).toThrow(/HF_ENDPOINT/u);
    expect(parseRepository('http://localhost:8080/a/b', own).repository).toBe('a/b');
  });

  it('takes branches, tags, commits and pull requests for revisions, and no ways out', () => {
    for (const revision of ['main', 'v1.0', 'refs/pr/3', 'a'.repeat(40)])
      expect(checkRevision(revision)).toBe(revision);
    for (const revision of ['', '../main', 'a?b', 'a b', '-x'])
      expect(() => checkRevision(revision)).toThrow();
  });

  it('is well formed in the whole short list, which goes from small to large', () => {
    for (const { repository } of MODEL_OFFERS)
      expect(parseRepository(repository, HUB).repository).toBe(repository);
    const sizes = MODEL_OFFERS.map(({ approximateBytes }) => approximateBytes);
    expect(sizes.toSorted((a, b) => a - b)).toEqual(sizes);
  });
});

describe('a path from a server', () => {
  it.each([
    'config.json',
    'onnx/model.onnx_data_1',
    'cpu-int4-rtn-block-32/model.onnx.data',
    'Ünïcode/模型.onnx',
  ])('may be %s', (file) => {
    expect(unsafePath(file)).toBeNull();
  });

  it.each([
    '',
    '/',
    '.',
    '..',
    'a/../b',
    'a//b',
    '/etc/passwd',
    'a\\b',
    'C:/x',
    'a:stream',
    'nul',
    'NUL.txt',
    'a/CON',
    'com1.onnx',
    'lpt¹',
    'a.',
    'a ',
    ' a',
    'a\0b',
    'a\nb',
    'a?',
    'a*',
    '<a>',
    'a'.repeat(300),
    'a\u202Eb',
    `${'a/'.repeat(400)}a`,
  ])('may not be %j', (file) => {
    expect(unsafePath(file)).not.toBeNull();
  });

  it('never leads out of its folder, on any system', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', 'a', '/', '\\', 'C:', '\0', 'onnx', ' ')), (parts) => {
        const file = parts.join('');
        if (unsafePath(file) !== null) return;
        for (const system of [path.posix, path.win32]) {
          const root = system === path.win32 ? 'C:\\models' : '/models';
          expect(system.resolve(root, file).startsWith(`${root}${system.sep}`)).toBe(true);
        }
      }),
    );
  });
});

describe('the place of a model', () => {
  it('is below its owner, with the precision behind it where that is not the first', () => {
    expect(usualTarget('/s/models', 'a/b', null)).toBe(path.join('/s/models', 'a', 'b'));
    expect(usualTarget('/s/models', 'a/b', 'cpu/int4')).toBe(path.join('/s/models', 'a', 'b@cpu-int4'));
  });
});
