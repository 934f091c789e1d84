import { describe, expect, it } from 'vitest';
import {
  adam,
  neuronSums,
  neuronSumsStride,
  pairGradient,
  quantisation,
  update,
} from '../../../native-worker/kernels/structures.ts';
import { quantisedWidth, rotationSigns } from '../../../native-worker/compute/sparse/quantisedRows.ts';
import { KernelRoom, places } from './kernelRoom.ts';
import { check, expectClose, type Lists, type Problem } from './problems.ts';
import {
  adamTwin,
  gradientsTwin,
  updateTwin,
  type AdamTwinSettings,
  type GradientSettings,
  type PenaltyName,
  type UpdateProblem,
} from './twins/update.ts';
import { pairsOf } from './twins/pairs.ts';
import { at, length, plus, times, zeros } from './twins/vectors.ts';

const penalties: readonly PenaltyName[] = ['none', 'l1', 'tanh', 'l0'];

function adamOf(p: Problem): AdamTwinSettings {
  return {
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 0.01,
    rate: 0.05 + 0.1 * p.random.uniform(),
    secondCorrection: 3,
  };
}

function settingsOf(p: Problem, bandwidth: number): GradientSettings {
  return {
    residual: p.matrix(p.tokens),
    centred: p.matrix(p.tokens),
    factor: 0.1,
    penalty: penalties[p.random.integer(4)] ?? 'none',
    penaltyShare: 0.02,
    penaltyScale: 2,
    bandwidth,
  };
}

function problemOf(p: Problem): UpdateProblem {
  const learned = p.flag();
  const unit = p.flag();
  const state = () => {
    const rows = p.matrix(p.neurons);
    return {
      values: unit ? rows.map((row) => times(row, 1 / length(row))) : rows,
      first: p.matrix(p.neurons, 0.1),
      second: p.matrix(p.neurons).map((row) => row.map((value) => 0.1 * value * value)),
    };
  };
  const auxiliary = p.flag();
  return {
    settings: settingsOf(p, learned ? 0.5 : 0),
    auxiliary: auxiliary ? { ...settingsOf(p, 0), penalty: 'none' } : null,
    lists: p.lists(),
    auxiliaryLists: auxiliary ? p.lists(0.2) : null,
    decoder: state(),
    encoder: p.flag() ? state() : null,
    scales: p.values(p.neurons),
    thresholds: learned ? p.values(p.neurons, 0.5) : null,
    adam: adamOf(p),
    clip: p.flag() ? 1 : 0.4,
    relu: p.flag(),
    unit,
    trainsDecoder: p.flag(),
  };
}

describe.each(places)('Kernels of the second half of a step, at $place', ({ from }) => {
  const room = new KernelRoom(from);

  const adamAt = ({ beta1, beta2, ...rest }: AdamTwinSettings): number =>
    room.structure(adam, { beta1, beta2, fresh1: 1 - beta1, fresh2: 1 - beta2, ...rest });

  const pairsAt = (p: Problem, s: GradientSettings, lists: Lists): number =>
    room.structure(pairGradient, {
      bytes: p.bytes,
      centred: room.rows(s.centred as number[][], p.stride),
      residual: room.rows(s.residual as number[][], p.stride),
      pairTokens: room.words(lists.tokens),
      pairValues: room.floats(lists.values),
      factor: s.factor,
      penalty: penalties.indexOf(s.penalty),
      penaltyShare: s.penaltyShare,
      penaltyScale: s.penaltyScale,
      bandwidth: s.bandwidth,
    });

  const stateAt = (p: Problem, state: UpdateProblem['decoder'] | null) => ({
    values: state ? room.rows(state.values, p.stride) : 0,
    first: state ? room.rows(state.first, p.stride) : 0,
    second: state ? room.rows(state.second, p.stride) : 0,
  });

  /** Places a problem, and gives a function that runs it and the addresses of what comes out. */
  const placeUpdate = (p: Problem, u: UpdateProblem) => {
    const [decoder, encoder] = [stateAt(p, u.decoder), stateAt(p, u.encoder)];
    const empty = (): number => room.floats(zeros(p.neurons));
    const out = {
      ...{ decoder, encoder, counts: room.words(zeros(p.neurons)), preBias: room.floats(zeros(p.stride)) },
      ...{ scales: empty(), biases: empty(), thresholds: empty() },
    };
    const row = room.floats(zeros(p.stride));
    const structure = room.structure(update, {
      neurons: p.neurons,
      weights: decoder.values,
      firstMoment: decoder.first,
      secondMoment: decoder.second,
      encoder: encoder.values,
      encoderFirstMoment: encoder.first,
      encoderSecondMoment: encoder.second,
      scales: room.floats(u.scales as number[]),
      thresholds: u.thresholds ? room.floats(u.thresholds as number[]) : 0,
      pointers: room.words(u.lists.pointers),
      pairs: pairsAt(p, u.settings, u.lists),
      auxiliaryPointers: u.auxiliaryLists ? room.words(u.auxiliaryLists.pointers) : 0,
      auxiliaryPairs: u.auxiliary && u.auxiliaryLists ? pairsAt(p, u.auxiliary, u.auxiliaryLists) : 0,
      trainsDecoder: u.trainsDecoder ? 1 : 0,
      unit: u.unit ? 1 : 0,
      clip: u.clip,
      adam: adamAt(u.adam),
      counts: out.counts,
      scaleGradients: out.scales,
      biasGradients: out.biases,
      thresholdGradients: out.thresholds,
      relu: u.relu ? 1 : 0,
      preBiasGradient: out.preBias,
      decoderGradient: row,
      encoderGradient: u.encoder ? room.floats(zeros(p.stride)) : row,
      sums: room.structure(neuronSums, {}),
      auxiliarySums: room.structure(neuronSums, {}),
    });
    return { structure, out };
  };

  it('updateNeurons moves rows by Adam along the gradients of their pairs', () => {
    check((p) => {
      const u = problemOf(p);
      const { structure, out } = placeUpdate(p, u);
      room.call.updateNeurons(structure);
      const expected = Array.from({ length: p.neurons }, (_, m) => updateTwin(u, m));
      const rows = (at: number): number[][] => room.readRows(at, p.neurons, p.width, p.stride);
      for (const part of ['values', 'first', 'second'] as const) {
        expectClose(
          rows(out.decoder[part]),
          expected.map(({ decoder }) => decoder[part]),
          `decoder ${part}`,
          1e-4,
        );
        if (!u.encoder) continue;
        const wanted = expected.map(({ encoder }) => encoder?.[part] ?? []);
        expectClose(rows(out.encoder[part]), wanted, `encoder ${part}`, 1e-4);
      }
      const floats = (at: number): number[] => room.readFloats(at, p.neurons);
      const scales = expected.map(({ sums, auxiliary }) => sums.scale + (auxiliary?.scale ?? 0));
      expectClose(floats(out.scales), scales, 'scales');
      expectClose(
        floats(out.biases),
        expected.map(({ biasGradient }) => biasGradient),
        'biases',
      );
      expectClose(
        floats(out.thresholds),
        expected.map(({ sums }) => sums.threshold),
        'thresholds',
      );
      expect(room.readWords(out.counts, p.neurons)).toEqual(expected.map(({ sums }) => sums.active));
      const preBias = expected.reduce(
        (sum, own) => sum.map((value, i) => value + at(own.preBias, i)),
        zeros(p.width),
      );
      expectClose(room.readFloats(out.preBias, p.width), preBias, 'preBias');
      const read = (name: 'penalty' | 'active') => update.read(room.kernels.view, structure, name);
      expectClose([read('penalty')], [expected.reduce((sum, { sums }) => sum + sums.penalty, 0)], 'penalty');
      expect(read('active')).toBe(expected.reduce((sum, { sums }) => sum + sums.active, 0));
    });
  });

  it('updateNeurons takes the gradients of dense blocks as they are', () => {
    check((p) => {
      const u = problemOf(p);
      const listed = placeUpdate(p, u);
      room.call.updateNeurons(listed.structure);
      const whole = placeUpdate(p, u);
      const found = Array.from({ length: p.neurons }, (_, m) => {
        const own = { w: at(u.decoder.values, m), a: at(u.scales, m), theta: u.thresholds?.[m] ?? null };
        return gradientsTwin(
          u.settings,
          pairsOf(u.lists).filter(({ neuron }) => neuron === m),
          own,
        );
      });
      const both = found.map(({ decoder, encoder }) => (u.encoder ? decoder : plus(decoder, encoder)));
      const decoderGradient = room.rows(both, p.stride);
      const encoders = found.map(({ encoder }) => encoder);
      const encoderGradient = u.encoder ? room.rows(encoders, p.stride) : decoderGradient;
      const sums = room.kernels.allocate(p.neurons * neuronSumsStride);
      const { view } = room.kernels;
      found.forEach(({ code, scale, threshold, penalty, norm, active }, m) => {
        const own = { code, scale, threshold, penalty, norm, active };
        neuronSums.write(view, sums + m * neuronSumsStride, own);
      });
      const gradients = { dense: 1, sums, decoderGradient, encoderGradient, pointers: 0 };
      update.write(view, whole.structure, gradients);
      room.call.updateNeurons(whole.structure);
      const rows = (address: number): number[][] => room.readRows(address, p.neurons, p.width, p.stride);
      for (const part of ['values', 'first', 'second'] as const) {
        expectClose(rows(whole.out.decoder[part]), rows(listed.out.decoder[part]), part, 1e-4);
        if (u.encoder) expectClose(rows(whole.out.encoder[part]), rows(listed.out.encoder[part]), part, 1e-4);
      }
      expect(room.readWords(whole.out.counts, p.neurons)).toEqual(
        room.readWords(listed.out.counts, p.neurons),
      );
    });
  });

  it('updateNeurons only measures where gradients are clipped together', () => {
    check((p) => {
      const u = problemOf(p);
      const { structure, out } = placeUpdate(p, u);
      update.write(room.kernels.view, structure, { measures: 1 });
      room.call.updateNeurons(structure);
      const squares = Array.from({ length: p.neurons }, (_, m) => {
        const { decoderGradient, encoderGradient } = updateTwin(u, m);
        const ofDecoder = u.trainsDecoder ? length(decoderGradient) ** 2 : 0;
        return ofDecoder + (u.encoder ? length(encoderGradient) ** 2 : 0);
      });
      const squaredNorm = update.read(room.kernels.view, structure, 'squaredNorm');
      expectClose([squaredNorm], [squares.reduce((sum, value) => sum + value, 0)]);
      const after = room.readRows(out.decoder.values, p.neurons, p.width, p.stride);
      expect(after).toEqual(u.decoder.values.map((row) => row.map(Math.fround)));
    });
  });

  it('updateNeurons leaves int8 copies of the rows as they then are', () => {
    check((p) => {
      const u = problemOf(p);
      const { structure, out } = placeUpdate(p, u);
      const width = quantisedWidth(p.stride);
      const copies = () => ({
        codes: room.bytes(zeros(p.neurons * width)),
        scales: room.floats(zeros(p.neurons)),
        errors: room.floats(zeros(p.neurons)),
        norms: room.floats(zeros(p.neurons)),
      });
      const common = {
        bytes: p.bytes,
        width,
        signs: room.floats(rotationSigns(width)),
        rotated: room.floats(zeros(width)),
      };
      const [made, again] = [copies(), copies()];
      update.write(room.kernels.view, structure, {
        quantisation: room.structure(quantisation, { ...common, ...made }),
      });
      room.call.updateNeurons(structure);
      const rows = u.encoder ? out.encoder.values : out.decoder.values;
      room.call.quantiseNeurons(room.structure(quantisation, { ...common, ...again }), rows, p.neurons);
      expect(room.readBytes(made.codes, p.neurons * width)).toEqual(
        room.readBytes(again.codes, p.neurons * width),
      );
      for (const part of ['scales', 'errors', 'norms'] as const) {
        expect(room.readFloats(made[part], p.neurons)).toEqual(room.readFloats(again[part], p.neurons));
      }
    });
  });

  it('adamValues moves single values, and none below the lowest', () => {
    check((p) => {
      const settings = adamOf(p);
      const [values, first, gradient] = [p.values(p.tokens), p.values(p.tokens, 0.1), p.values(p.tokens)];
      const second = p.positive(p.tokens);
      const state = [room.floats(values), room.floats(first), room.floats(second)] as const;
      room.call.adamValues(adamAt(settings), ...state, room.floats(gradient), p.tokens, 0);
      const expected = adamTwin(settings, { values, first, second }, gradient, 0);
      expectClose(room.readFloats(state[0], p.tokens), expected.values, 'values');
      expectClose(room.readFloats(state[1], p.tokens), expected.first, 'first');
      expectClose(room.readFloats(state[2], p.tokens), expected.second, 'second');
    });
  });

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
        pairsAt(p, s, { pointers: [], tokens: [], values: [] }),
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
