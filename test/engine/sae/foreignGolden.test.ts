/** SAEs made by other libraries compute here what they compute there (tools/reference/saes), read, folded and written as our own. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withInputScale } from '../../../native-worker/sae/formats/foreign/assemble.ts';
import { openForeignSae } from '../../../native-worker/sae/formats/foreign/openForeign.ts';
import { writeSaelens } from '../../../native-worker/sae/formats/saelens.ts';
import { SparseAutoencoder } from '../../../native-worker/sae/sparseAutoencoder.ts';

const fixtures = path.resolve('test/fixtures/saes');

interface Expected {
  madeBy: string;
  activations: number[][];
  reconstruction: number[][];
  /** Of `expected_average_only_in`. */
  factor?: number;
}

const raw = Float32Array.from((json('input.json') as number[][]).flat());

function json(name: string): unknown {
  return JSON.parse(readFileSync(path.join(fixtures, name), 'utf8'));
}

/** Every folder with its expectation beside it. */
function cases(folder = ''): string[] {
  return readdirSync(path.join(fixtures, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return cases(name);
    return entry.name.endsWith('.json') &&
      readdirSync(path.join(fixtures, folder)).includes(entry.name.slice(0, -5))
      ? [name.slice(0, -5)]
      : [];
  });
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'foreign-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('an SAE made elsewhere', () => {
  it('has examples of every library', () => {
    const makers = new Set(cases().map((name) => (json(`${name}.json`) as Expected).madeBy.split(' ').at(0)));
    expect([...makers].sort()).toEqual(['dictionary-learning', 'eai-sparsify', 'formula', 'sae-lens']);
    expect(cases().length).toBeGreaterThanOrEqual(30);
  });

  it.each(cases())('%s computes what its library computes', async (name) => {
    const expected = json(`${name}.json`) as Expected;
    const found = await openForeignSae(path.join(fixtures, name));
    expect(found.needsInputScale).toBe(name === 'saelens6-expected-average-unknown');
    const own = await found.load();
    const scaled = found.needsInputScale ? withInputScale(own, expected.factor ?? NaN) : own;
    const written = path.join(folder, name);
    await writeSaelens(written, scaled, new Float32Array(scaled.dSae), { copied: {} });

    const sae = await SparseAutoencoder.load(written, 1);
    const codes = await sae.encode(raw);
    const decoded = await sae.decode(codes, raw);
    await sae.dispose();

    const rows = expected.activations.length;
    const dense = new Float32Array(rows * sae.dSae);
    for (let row = 0; row < rows; row++) {
      for (let at = codes.rowPointers[row] ?? 0; at < (codes.rowPointers[row + 1] ?? 0); at++) {
        dense[row * sae.dSae + (codes.features[at] ?? 0)] = codes.values[at] ?? NaN;
      }
    }
    expect(furthest(dense, expected.activations.flat())).toBeLessThan(1e-4);
    expect(furthest(decoded, expected.reconstruction.flat())).toBeLessThan(1e-4);
  });
});

function furthest(found: Float32Array, wanted: readonly number[]): number {
  expect(found.length).toBe(wanted.length);
  return wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - (found[i] ?? NaN))), 0);
}
