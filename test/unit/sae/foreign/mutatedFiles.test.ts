/** Damaged files of every format: each is read, or refused by an error that says so. Never another error, never a hang. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ForeignSaeError } from '../../../../native-worker/sae/formats/foreign/foreignError.ts';
import { openForeignSae } from '../../../../native-worker/sae/formats/foreign/openForeign.ts';
import { SafetensorsError } from '../../../../native-worker/sae/formats/safetensors.ts';
import { readWeights } from '../../../../native-worker/sae/formats/saelensReader.ts';
import { Random } from '../../../../native-worker/sae/random.ts';

const CASES = 120;
const EXAMPLES = [
  ['dictionary-autoencoder', 'ae.pt'],
  ['dictionary-batchtopk-backup', 'ae.pt'],
  ['gemma-scope-2b-pt-res/layer_1/width_16k/average_l0_12', 'params.npz'],
  ['gemma-scope-2b-pt-mlp/layer_0/width_16k/average_l0_9', 'params.npz'],
  ['saelens6-gated', 'sae_weights.safetensors'],
  ['saelens2-standard', 'cfg.json'],
  ['llama-scope-dataset', 'hyperparams.json'],
] as const;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mutated-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A few bytes changed, most often near an end, where headers are; now and then the file is cut. */
function mutated(bytes: Buffer, random: Random): Buffer {
  const changed = Buffer.from(bytes);
  const headers = random.integer(4) > 0;
  for (let change = 0; change < 1 + random.integer(4); change++) {
    const reach = headers ? Math.min(1200, changed.length) : changed.length;
    const at = random.integer(reach);
    const place = random.integer(2) === 0 ? at : changed.length - 1 - at;
    changed[place] = random.integer(3) === 0 ? 0xff : random.integer(256);
  }
  return random.integer(8) === 0 ? changed.subarray(0, random.integer(changed.length)) : changed;
}

it.each(EXAMPLES)(`${CASES} damaged copies of %s/%s are read or refused`, async (name, file) => {
  const copy = path.join(folder, path.basename(name));
  cpSync(path.join('test/fixtures/saes', name), copy, { recursive: true });
  const whole = readFileSync(path.join(copy, file));
  const random = new Random(name.length);
  const outcomes = { read: 0, refused: 0 };
  for (let trial = 0; trial < CASES; trial++) {
    writeFileSync(path.join(copy, file), mutated(whole, random));
    try {
      await readWeights(await (await openForeignSae(copy)).load());
      outcomes.read++;
    } catch (error) {
      const isClear = error instanceof ForeignSaeError || error instanceof SafetensorsError;
      expect(isClear, error instanceof Error ? error.stack : String(error)).toBe(true);
      outcomes.refused++;
    }
  }
  expect(outcomes.refused).toBeGreaterThan(CASES / 10);
});
