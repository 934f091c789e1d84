/** Several steps in one run of a Loop against the same steps one by one, on the CPU; test/gpu has the same on a (software) GPU. */
import { describe, expect, it } from 'vitest';
import { DenseBackend } from '../../../native-worker/compute/dense/denseBackend.ts';
import { smallOptions } from './backends.ts';
import { recipes } from './forms.ts';
import { compareWithSingles } from './stepMany.ts';

const forms = recipes(smallOptions);

const openDense = (form: string): Promise<DenseBackend> =>
  DenseBackend.open(forms[form] ?? smallOptions, { device: 'cpu', threads: 1, stepsAtOnce: 8 });

describe('Several steps in one run', () => {
  it.each(Object.keys(forms))('give the same bits as one by one: %s', async (form) => {
    const backend = await openDense(form);
    const parting = await compareWithSingles(backend, [4, 1, 3]);
    await backend.dispose();
    expect(parting).toEqual({ statistics: 0, state: 0, peaks: 0, sameCounts: true, steps: 8 });
  });
});
