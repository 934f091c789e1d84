import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeSafetensors } from '../../../../native-worker/sae/formats/safetensors.ts';
import { openForeignSae } from '../../../../native-worker/sae/formats/foreign/openForeign.ts';
import { readWeights } from '../../../../native-worker/sae/formats/saelensReader.ts';
import { storedZip, type StoredEntry } from './storedZip.ts';

const fixtures = path.resolve('test/fixtures/saes');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hostile-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function place(files: Readonly<Record<string, string | Uint8Array>>): string {
  const made = mkdtempSync(path.join(folder, 'sae-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(made, name)), { recursive: true });
    writeFileSync(path.join(made, name), content);
  }
  return made;
}

async function whole(given: string): Promise<unknown> {
  return readWeights(await (await openForeignSae(given)).load());
}

const text = (value: string): string => `X${String.fromCharCode(value.length, 0, 0, 0)}${value}`;

/** A float32 tensor as torch.save writes it: shape and strides of one byte each. */
function tensor(name: string, key: string, count: number, shape: number[], strides: number[]): string {
  const tuple = (items: number[]): string =>
    `(${items.map((item) => `K${String.fromCharCode(item)}`).join('')}t`;
  const storage = `(${text('storage')}ctorch\nFloatStorage\n${text(key)}${text('cpu')}K${String.fromCharCode(count)}tQ`;
  return `${text(name)}ctorch._utils\n_rebuild_tensor_v2\n(${storage}K\0${tuple(shape)}${tuple(strides)}\x89}tR`;
}

const floats = (count: number): Uint8Array => new Uint8Array(new Float32Array(count).fill(0.5).buffer);

function torchFile(
  pickle: string,
  data: Readonly<Record<string, Uint8Array>>,
  more: StoredEntry[] = [],
): Buffer {
  return storedZip([
    { name: 'ae/data.pkl', bytes: Buffer.from(`\x80\x02}(${pickle}u.`, 'latin1') },
    ...Object.entries(data).map(([key, bytes]) => ({ name: `ae/data/${key}`, bytes })),
    ...more,
  ]);
}

/** 2 dimensions, 3 features. */
const parts = (encoder = tensor('encoder.weight', '1', 6, [3, 2], [2, 1])): string =>
  tensor('bias', '0', 2, [2], [1]) +
  encoder +
  tensor('encoder.bias', '2', 3, [3], [1]) +
  tensor('decoder.weight', '3', 6, [2, 3], [3, 1]);
const data = { 0: floats(2), 1: floats(6), 2: floats(3), 3: floats(6) };

describe('a file of torch.save', () => {
  it('made by hand as PyTorch makes it is read', async () => {
    expect(await whole(place({ 'ae.pt': torchFile(parts(), data) }))).toMatchObject({
      dIn: 2,
      dSae: 3,
      architecture: 'standard',
    });
  });

  it.each<[string, Uint8Array, string | RegExp]>([
    [
      'whose elements are missing',
      torchFile(parts(), { 0: floats(2) }),
      "elements of tensor 'encoder.weight' are missing",
    ],
    [
      'whose storage is shorter than it says',
      torchFile(parts(), { ...data, 1: floats(5) }),
      'does not fit its 20 bytes',
    ],
    [
      'whose strides lead out of the storage',
      torchFile(parts(tensor('encoder.weight', '1', 6, [3, 2], [4, 1])), data),
      'needs 10 elements of 6',
    ],
    [
      'whose tensor repeats one element a thousandfold',
      torchFile(parts(tensor('encoder.weight', '1', 6, [99, 99], [0, 0])), data),
      'needs 1 elements of 6',
    ],
    [
      'of a big-endian machine',
      torchFile(parts(), data, [{ name: 'ae/byteorder', bytes: Buffer.from('big') }]),
      'big-endian',
    ],
    [
      'that calls something',
      torchFile(`${text('x')}cos\nsystem\n(${text('true')}tR`, {}),
      /os\.system.*Nothing of it was run/su,
    ],
    ['from before 1.6', Buffer.from('\x80\x02\x8a\x0al\xfc', 'latin1'), /before version 1\.6.*torch\.load/su],
    ['that is text', Buffer.from('not a model'), 'it is no file of torch.save'],
    ['without tensors', torchFile(`${text('lr')}K\x01`, {}), 'none of the known formats fits'],
  ])('%s is refused', async (_name, bytes, message) => {
    await expect(whole(place({ 'ae.pt': bytes }))).rejects.toThrow(message);
  });
});

describe('an archive', () => {
  it('that claims more than it has is refused before anything is allocated', async () => {
    const bytes = storedZip([{ name: 'W_enc.npy', bytes: Buffer.alloc(64), claimed: 0x7fff_ffff }]);
    await expect(whole(place({ 'params.npz': bytes }))).rejects.toThrow('cannot be read');
  });

  it('that unpacks a thousandfold is refused', async () => {
    const zeros = Buffer.alloc(2 ** 26);
    const packed = deflateRawSync(zeros);
    const bytes = storedZip([{ name: 'W_enc.npy', bytes: packed }]);
    // The method and the unpacked size, in both headers.
    const local = bytes.indexOf('PK\x03\x04', 0, 'latin1');
    const central = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    bytes.writeUInt16LE(8, local + 8);
    bytes.writeUInt32LE(zeros.length, local + 22);
    bytes.writeUInt16LE(8, central + 10);
    bytes.writeUInt32LE(zeros.length, central + 24);
    await expect(whole(place({ 'params.npz': bytes }))).rejects.toThrow(
      /unpacks from \d+ to 67108864 bytes, as no weights do/u,
    );
  });

  it.each([
    ['an object array', "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "its type '|O'"],
    ['a big-endian array', "{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }", "its type '>f4'"],
    [
      'a structured array',
      "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }",
      'no array of plain numbers',
    ],
    [
      'a shape beyond its bytes',
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999, 99999999), }",
      'does not fit its 8 bytes',
    ],
  ])('with %s is refused', async (_name, header, message) => {
    const start = Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length, 0)}${header}`, 'latin1');
    const bytes = storedZip([{ name: 'W_enc.npy', bytes: Buffer.concat([start, Buffer.alloc(8)]) }]);
    await expect(whole(place({ 'params.npz': bytes }))).rejects.toThrow(message);
  });
});

describe('weights', () => {
  const cfg = { architecture: 'standard', d_in: 2, d_sae: 3, metadata: { sae_lens_version: '6.0.0' } };
  const ones = (shape: number[]): { shape: number[]; data: Float32Array } => ({
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1),
  });
  const good = { W_enc: ones([2, 3]), W_dec: ones([3, 2]), b_enc: ones([3]), b_dec: ones([2]) };
  const saelens = (tensors: Parameters<typeof encodeSafetensors>[0], change: object = {}): string =>
    place({
      'cfg.json': JSON.stringify({ ...cfg, ...change }),
      'sae_weights.safetensors': encodeSafetensors(tensors),
    });

  it('that fit are read', async () => {
    expect(await whole(saelens(good))).toMatchObject({ dIn: 2, dSae: 3 });
  });

  it('with a number that is none are refused by place', async () => {
    const bad = ones([2, 3]);
    bad.data[4] = NaN;
    await expect(whole(saelens({ ...good, W_enc: bad }))).rejects.toThrow(
      'element 4 of its encoder matrix is NaN',
    );
    const endless = ones([3]);
    endless.data[1] = Infinity;
    await expect(whole(saelens({ ...good, b_enc: endless }))).rejects.toThrow(
      'element 1 of its bias of the encoder is Infinity',
    );
  });

  it('of shapes that disagree are refused, naming both', async () => {
    await expect(whole(saelens({ ...good, W_dec: ones([3, 4]) }))).rejects.toThrow(
      "'W_dec' has the shape [3, 4], not [3, 2]",
    );
    await expect(whole(saelens({ ...good, b_enc: ones([4]) }))).rejects.toThrow(
      'has the shape [4], and beside the encoder it should have [3]',
    );
  });

  it('that are missing are refused, naming those that are there', async () => {
    const { W_dec, ...without } = good;
    expect(W_dec.shape).toEqual([3, 2]);
    await expect(whole(saelens(without))).rejects.toThrow(
      "tensor 'W_dec' is missing; there are: W_enc, b_enc, b_dec",
    );
  });

  it.each([
    [{ architecture: 'transcoder' }, 'it is a transcoder'],
    [{ architecture: 'temporal' }, "its architecture is 'temporal'; these are read: standard"],
    [{ normalize_activations: 'covariance_whitening' }, "it normalises its inputs by 'covariance_whitening'"],
    [{ activation_fn_str: 'tanh-relu' }, "its activation function is 'tanh-relu'"],
    [{ metadata: { hook_head_index: 3 } }, 'it reads one head of attention alone'],
    [{ d_in: 'wide' }, 'its configuration is not as expected'],
  ])('with %j in cfg.json are refused', async (change, message) => {
    await expect(whole(saelens(good, change))).rejects.toThrow(message);
  });

  it('of a transcoder of sparsify are refused', async () => {
    const made = place({
      'layers.1/cfg.json': JSON.stringify({ d_in: 32, k: 6, num_latents: 48, transcode: true }),
    });
    await expect(openForeignSae(path.join(made, 'layers.1'))).rejects.toThrow('it is a transcoder');
  });

  it('of dictionary_learning without config.json are told apart by their tensors, where they can be', async () => {
    for (const [name, found] of [
      ['dictionary-gated', 'GatedAutoEncoder'],
      ['dictionary-matryoshka', 'MatryoshkaBatchTopKSAE'],
      ['dictionary-autoencoder', 'AutoEncoder'],
      ['dictionary-jumprelu', 'JumpReluAutoEncoder'],
    ] as const) {
      const made = place({ 'ae.pt': readFileSync(path.join(fixtures, name, 'ae.pt')) });
      expect((await openForeignSae(made)).kind).toBe(found);
    }
    const made = place({});
    copyFileSync(path.join(fixtures, 'dictionary-topk', 'ae.pt'), path.join(made, 'ae.pt'));
    await expect(openForeignSae(made)).rejects.toThrow('Put its config.json beside it');
  });
});

describe('a folder that is none of them', () => {
  it('is told what was looked for and what is there', async () => {
    const made = place({ 'readme.txt': 'hello', 'other/deep.txt': 'x' });
    await expect(openForeignSae(made)).rejects.toThrow(
      /sae_weights\.safetensors.*ae\.pt.*The folder holds other\/, readme\.txt/su,
    );
  });

  it('that does not exist is told so', async () => {
    await expect(openForeignSae(path.join(folder, 'nowhere'))).rejects.toThrow('there is nothing there');
  });
});
