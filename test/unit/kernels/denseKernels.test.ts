/** The kernels around dense blocks' products against plain twins, at token counts that are no whole fours. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Kernels } from '../../../native-worker/kernels/kernels.ts';
import { neuronSums, neuronSumsStride, pairGradient } from '../../../native-worker/kernels/structures.ts';

const { fround } = Math;
const neurons = 3;

/** Values with exact zeros and both signs among them. */
const value = fc.oneof(fc.constant(0), fc.double({ min: -2, max: 2, noNaN: true }).map(fround));
const rows = (tokens: number) =>
  fc.array(value, { minLength: neurons * tokens, maxLength: neurons * tokens });
const perNeuron = fc.array(value, { minLength: neurons, maxLength: neurons });
const tokensAnd = fc.integer({ min: 1, max: 21 });

function put(kernels: Kernels, values: readonly number[]): number {
  const at = kernels.allocate(4 * values.length);
  kernels.floats(at, values.length).set(values);
  return at;
}

describe('denseCodes', () => {
  const inputs = tokensAnd.chain((tokens) =>
    fc.record({
      tokens: fc.constant(tokens),
      u: rows(tokens),
      biases: perNeuron,
      thresholds: fc.option(perNeuron.map((all) => all.map(Math.abs))),
      relu: fc.boolean(),
    }),
  );

  test('gives codes, values, peaks and counts as one would write them down', () => {
    fc.assert(
      fc.property(inputs, ({ tokens, u, biases, thresholds, relu }) => {
        const kernels = new Kernels();
        const at = put(kernels, u);
        const [b, theta] = [put(kernels, biases), thresholds ? put(kernels, thresholds) : 0];
        const [codes, peaks, counts] = [u.length, neurons, neurons].map((n) => kernels.allocate(4 * n));
        if (codes === undefined || peaks === undefined || counts === undefined) throw new Error('No room.');
        kernels.floats(peaks, neurons).fill(-Infinity);
        kernels.call.denseCodes(at, neurons, tokens, b, theta, relu ? 1 : 0, codes, peaks, counts);
        const y = u.map((own, i) => fround(own + (biases[Math.floor(i / tokens)] ?? 0)));
        const z = y.map((own, i) => {
          const cut = thresholds?.[Math.floor(i / tokens)] ?? 0;
          return own > cut ? (relu ? own : (u[i] ?? 0)) : 0;
        });
        const ofNeuron = (m: number) => y.slice(m * tokens, (m + 1) * tokens);
        expect(Array.from(kernels.floats(codes, u.length), plain)).toEqual(z.map(plain));
        expect(Array.from(kernels.floats(at, u.length), plain)).toEqual((thresholds ? y : z).map(plain));
        for (let m = 0; m < neurons; m++) {
          expect(kernels.floats(peaks, neurons)[m]).toBeCloseTo(Math.max(...ofNeuron(m)), 6);
          expect(kernels.words(counts, neurons)[m]).toBe(ofNeuron(m).filter((own) => own > 0).length);
        }
      }),
    );
  });
});

describe('denseCodeGradients', () => {
  const inputs = tokensAnd.chain((tokens) =>
    fc.record({
      tokens: fc.constant(tokens),
      q: rows(tokens),
      z: rows(tokens),
      scales: perNeuron,
      l1: fc.boolean(),
    }),
  );
  const [factor, share, norm] = [0.25, 0.125, 1.5];

  test('gives gradients of active pairs and sums of neurons, with no penalty and with L1', () => {
    fc.assert(
      fc.property(inputs, ({ tokens, q, z, scales, l1 }) => {
        const kernels = new Kernels();
        const [at, values, a] = [put(kernels, q), put(kernels, z), put(kernels, scales)];
        // Rows of 16 floats: one value, the rest zeros, so that their length is known.
        const weights = put(
          kernels,
          Array.from({ length: 16 * neurons }, (_, i) => (i % 16 === 0 ? norm : 0)),
        );
        const [pairs, sums] = [
          kernels.allocate(pairGradient.size),
          kernels.allocate(neurons * neuronSumsStride),
        ];
        const form = { bytes: 64, factor, penalty: l1 ? 1 : 0, penaltyShare: share };
        pairGradient.write(kernels.view, pairs, form);
        kernels.call.denseCodeGradients(pairs, at, values, neurons, tokens, weights, a, 0, sums);
        const found = Array.from(kernels.floats(at, q.length));
        for (let m = 0; m < neurons; m++) {
          const slope = l1 ? share : 0;
          const expected = { code: 0, scale: 0, penalty: 0, norm: 0, active: 0 };
          for (let i = m * tokens; i < (m + 1) * tokens; i++) {
            const [own, along] = [z[i] ?? 0, q[i] ?? 0];
            const gradient = own === 0 ? 0 : factor * (scales[m] ?? 0) * along + slope * norm;
            expect(found[i]).toBeCloseTo(gradient, 5);
            expected.code += gradient;
            expected.scale += factor * own * along;
            expected.penalty += l1 ? own * norm : 0;
            expected.norm += slope * own;
            expected.active += own === 0 ? 0 : 1;
          }
          const sum = (name: keyof typeof expected) =>
            neuronSums.read(kernels.view, sums + m * neuronSumsStride, name);
          for (const [name, total] of Object.entries(expected)) {
            expect(sum(name as keyof typeof expected)).toBeCloseTo(total, 4);
          }
        }
      }),
    );
  });
});

/** Without the sign of a zero. */
function plain(number: number): number {
  return number === 0 ? 0 : number;
}
