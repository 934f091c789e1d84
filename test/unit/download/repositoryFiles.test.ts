import { describe, expect, it } from 'vitest';
import type { RemoteFile } from '../../../native-worker/download/hub.ts';
import {
  sortOut,
  variantsOf,
  type RepositoryVariant,
} from '../../../native-worker/download/repositoryFiles.ts';

const file = (path: string): RemoteFile => ({ path, bytes: 1, digest: null });
const variants = (...paths: string[]): RepositoryVariant[] => variantsOf(sortOut(paths.map(file)).safe);
const named = (...paths: string[]): string[] =>
  variants(...paths).map(({ precision, onnxFile }) => `${precision} ${onnxFile}`);
const locals = (variant: RepositoryVariant | undefined): string[] =>
  variant?.files.map(({ local }) => local) ?? [];

describe('the files of a repository', () => {
  it('offer each precision once, full precision first', () => {
    expect(
      named(
        'onnx/model_q4.onnx',
        'onnx/model_fp16.onnx',
        'onnx/model_quantized.onnx',
        'onnx/model.onnx',
        'model.onnx',
      ),
    ).toEqual([
      'fp32 onnx/model.onnx',
      'fp16 onnx/model_fp16.onnx',
      'q8 onnx/model_quantized.onnx',
      'q4 onnx/model_q4.onnx',
    ]);
  });

  it('leave out graphs that need a filled cache, in every precision, and parts of other models', () => {
    expect(
      named(
        'onnx/decoder_model.onnx',
        'onnx/decoder_with_past_model.onnx',
        'onnx/decoder_with_past_model_quantized.onnx',
        'onnx/decoder_model_quantized.onnx',
        'onnx/encoder_model.onnx',
      ),
    ).toEqual(['fp32 onnx/decoder_model.onnx', 'q8 onnx/decoder_model_quantized.onnx']);
  });

  it('are taken under any name where no usual one is there', () => {
    expect(named('gpt2-small.onnx', 'config.json')).toEqual(['gpt2-small gpt2-small.onnx']);
    expect(named('config.json', 'model.safetensors')).toEqual([]);
  });

  it('come with their external data and no other, small files first', () => {
    const [fp32, fp16] = variants(
      'config.json',
      'tokenizer.json',
      'README.md',
      'LICENSE',
      'vocab.json',
      'model.safetensors',
      'onnx/model.onnx',
      'onnx/model.onnx_data',
      'onnx/model.onnx_data_1',
      'onnx/model.onnx_data.bak',
      'onnx/model_fp16.onnx',
      'onnx/model_fp16.onnx_data',
    );
    expect(locals(fp32)).toEqual([
      ...['config.json', 'tokenizer.json', 'README.md', 'LICENSE'],
      ...['onnx/model.onnx', 'onnx/model.onnx_data', 'onnx/model.onnx_data_1'],
    ]);
    expect(locals(fp16).slice(-2)).toEqual(['onnx/model_fp16.onnx', 'onnx/model_fp16.onnx_data']);
  });

  it('make a folder of each graph that lies in one, with what lies beside it before what lies on top', () => {
    const [cpu, cuda] = variants(
      'config.json',
      'tokenizer.json',
      'cuda/int4/model.onnx',
      'cuda/int4/model.onnx.data',
      'cpu/int4/model.onnx',
      'cpu/int4/model.onnx.data',
      'cpu/int4/config.json',
    );
    expect(cpu).toMatchObject({ precision: 'cpu/int4', missing: [] });
    expect(locals(cpu)).toEqual(['config.json', 'tokenizer.json', 'model.onnx', 'model.onnx.data']);
    expect(cpu?.files.map(({ remote }) => remote)).toEqual([
      'cpu/int4/config.json',
      'tokenizer.json',
      'cpu/int4/model.onnx',
      'cpu/int4/model.onnx.data',
    ]);
    expect(cuda?.files[0]?.remote).toBe('config.json');
  });

  it('say what every model needs and is not there', () => {
    expect(variants('model.onnx', 'config.json')[0]?.missing).toEqual(['tokenizer.json']);
  });

  it('are never two of one name', () => {
    const { safe, unsafe } = sortOut([file('a'), { ...file('a'), bytes: 2 }, file('../a')]);
    expect([...safe.keys()]).toEqual(['a']);
    expect(unsafe).toEqual(['a', '../a']);
  });
});
