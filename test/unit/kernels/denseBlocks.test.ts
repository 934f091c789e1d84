import { describe, expect, it } from 'vitest';
import { neuronSums, neuronSumsStride } from '../../../native-worker/kernels/structures.ts';
import { KernelRoom, places } from './kernelRoom.ts';
import { check, expectClose } from './problems.ts';
import { gradientsTwin } from './twins/update.ts';
import { at, zeros } from './twins/vectors.ts';
import { pairsAt, settingsOf } from './updateProblem.ts';

describe.each(places)('Kernels of dense blocks, at $place', ({ from }) => {
  const room = new KernelRoom(from);

  it('denseCodes makes codes of U, counts positive pairs and raises peaks', () => {
    check((p) => {
      const u = Array.from({ length: p.neurons }, () => p.values(p.tokens));
      const [biases, relu] = [p.values(p.neurons), p.flag()];
      const thresholds = p.flag() ? p.values(p.neurons).map(Math.abs) : null;
      const [values, codes] = [room.floats(u.flat()), room.floats(zeros(p.neurons * p.tokens))];
      const [peaks, positives] = [room.floats(zeros(p.neurons)), room.words(zeros(p.neurons))];
      const theta = thresholds ? room.floats(thresholds) : 0;
      room.call.denseCodes(
        ...([
          values,
          p.neurons,
          p.tokens,
          room.floats(biases),
          theta,
          relu ? 1 : 0,
          codes,
          peaks,
          positives,
        ] as const),
      );
      const y = u.map((row, m) => row.map((value) => Math.fround(value + at(biases, m))));
      const z = y.map((row, m) =>
        row.map((value, t) => (value > (thresholds?.[m] ?? 0) ? (relu ? value : at(at(u, m), t)) : 0)),
      );
      expect(room.readFloats(codes, p.neurons * p.tokens)).toEqual(z.flat());
      expect(room.readFloats(values, p.neurons * p.tokens)).toEqual((thresholds ? y : z).flat());
      expect(room.readWords(positives, p.neurons)).toEqual(
        y.map((row) => row.filter((value) => value > 0).length),
      );
      expect(room.readFloats(peaks, p.neurons)).toEqual(y.map((row) => Math.max(0, ...row)));
    });
  });

  it('denseCodeGradients gives the code gradients and sums of all pairs', () => {
    check((p) => {
      const learned = p.flag();
      const s = settingsOf(p, learned ? 0.5 : 0);
      const [weights, scales] = [p.matrix(p.neurons), p.values(p.neurons)];
      const thresholds = learned ? p.values(p.neurons, 0.5).map(Math.abs) : null;
      // z of inactive pairs is 0; where thresholds are learned, values are y.
      const values = Array.from({ length: p.neurons }, () =>
        p.values(p.tokens).map((value) => (learned || p.flag() ? value : 0)),
      );
      const q = weights.map((w) =>
        s.residual.map((r) => r.reduce((sum, value, i) => sum + value * at(w, i), 0)),
      );
      const gradients = room.floats(q.flat());
      const sums = room.kernels.allocate(p.neurons * neuronSumsStride);
      room.call.denseCodeGradients(
        pairsAt(room, p, s, { pointers: [], tokens: [], values: [] }),
        gradients,
        room.floats(values.flat()),
        p.neurons,
        p.tokens,
        room.rows(weights, p.stride),
        room.floats(scales),
        thresholds ? room.floats(thresholds) : 0,
        sums,
      );
      values.forEach((row, m) => {
        const own = { w: at(weights, m), a: at(scales, m), theta: thresholds?.[m] ?? null };
        const pairs = row
          .map((value, token) => ({ token, value }))
          .filter(({ value }) => learned || value !== 0);
        const expected = gradientsTwin(s, pairs, own);
        for (const name of ['code', 'scale', 'threshold', 'penalty', 'norm', 'active'] as const) {
          const got = neuronSums.read(room.kernels.view, sums + m * neuronSumsStride, name);
          expectClose([got], [expected[name]], name);
        }
        const each = row.map((value, token) =>
          learned || value !== 0 ? gradientsTwin(s, [{ token, value }], own).code : 0,
        );
        const at4 = gradients + 4 * m * p.tokens;
        expectClose(room.readFloats(at4, p.tokens), each, 'gradients');
      });
    });
  });
});
