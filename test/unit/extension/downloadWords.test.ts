import { describe, expect, it } from 'vitest';
import {
  diskProblem,
  downloadProgressWords,
  freeWords,
  licenceWords,
  offerDescription,
  offerDetail,
  variantDescription,
} from '../../../extension/text/downloadWords.ts';
import type { DownloadProgress, ModelVariant, RepositoryListing } from '../../../protocol/download.ts';

const variant: ModelVariant = {
  precision: 'fp32',
  onnxFile: 'onnx/model.onnx',
  bytes: 540e6,
  bytesThere: 0,
  folder: '/storage/models/owner/name',
  presence: 'nothing',
};
const listing: RepositoryListing = {
  repository: 'owner/name',
  revision: 'main',
  commit: '0123456789abcdef0123456789abcdef01234567',
  url: 'https://hub/owner/name',
  licence: { id: 'mit', url: 'https://hub/owner/name', from: null },
  gated: false,
  variants: [variant],
  problem: null,
  twins: [],
  warnings: ['A note.'],
  freeBytes: 2e9,
};
const progress: DownloadProgress = {
  repository: 'owner/name',
  folder: variant.folder,
  phase: 'downloading',
  file: 'onnx/model.onnx',
  bytes: 270e6,
  totalBytes: 540e6,
  bytesPerSecond: 10e6,
  secondsLeft: 27,
  problem: null,
};

describe('the words of a download', () => {
  it('describe an offer', () => {
    const offer = {
      repository: 'owner/name',
      name: 'Name',
      parameters: 135e6,
      licence: 'apache-2.0',
      approximateBytes: 540e6,
      isBase: true,
    };
    expect(offerDescription(offer)).toBe('135M parameters · about 540 MB in fp32 · apache-2.0');
    expect(offerDetail(offer)).toBe('owner/name');
    expect(offerDetail({ ...offer, isBase: false })).toBe('owner/name · tuned to chat');
  });

  it.each([
    ['nothing', '540 MB'],
    ['part', '540 MB · 100 MB are there, goes on from them'],
    ['whole', '540 MB · downloaded'],
    ['otherCommit', '540 MB · another version is downloaded'],
    ['taken', '540 MB · its folder holds other files'],
  ] as const)('say of a precision that %s of it is there', (presence, words) => {
    expect(variantDescription({ ...variant, presence, bytesThere: 100e6 })).toBe(words);
  });

  it('warn of a disk without room, counting what is there', () => {
    expect(diskProblem(variant, 500e6)).toBe('needs 540 MB, but 500 MB are free');
    expect(diskProblem({ ...variant, bytesThere: 100e6 }, 500e6)).toBeNull();
    expect(diskProblem(variant, null)).toBeNull();
  });

  it('name the licence, and whose it is', () => {
    expect(licenceWords(listing.licence)).toBe('Licence: mit');
    expect(licenceWords({ ...listing.licence, from: 'owner/base' })).toBe(
      'Licence: mit (that of owner/base)',
    );
    expect(licenceWords({ ...listing.licence, id: null })).toMatch(/names no licence/u);
    expect(freeWords(listing)).toBe('2 GB free');
  });

  it('tell progress, waiting and checking', () => {
    expect(downloadProgressWords(progress)).toBe('50 % · 270 MB of 540 MB · 10 MB/s · 27 s left');
    expect(downloadProgressWords({ ...progress, bytesPerSecond: null, secondsLeft: null })).toBe(
      '50 % · 270 MB of 540 MB',
    );
    expect(downloadProgressWords({ ...progress, phase: 'waiting', problem: 'hub answered 503' })).toBe(
      '50 % · 270 MB of 540 MB · hub answered 503',
    );
    expect(downloadProgressWords({ ...progress, phase: 'checking' })).toMatch(/checking what is there$/u);
  });
});
