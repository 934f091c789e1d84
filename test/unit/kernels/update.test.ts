import { describe, expect, it } from 'vitest';
import {
  neuronSums,
  neuronSumsStride,
  quantisation,
  update,
} from '../../../native-worker/kernels/structures.ts';
import { quantisedWidth, rotationSigns } from '../../../native-worker/compute/sparse/quantisedRows.ts';
import { KernelRoom, places } from './kernelRoom.ts';
import { check, expectClose } from './problems.ts';
import { pairsOf } from './twins/pairs.ts';
import { adamTwin, gradientsTwin, updateTwin } from './twins/update.ts';
import { at, length, plus, zeros } from './twins/vectors.ts';
import { adamAt, adamOf, placeUpdate, problemOf } from './updateProblem.ts';

describe.each(places)('Kernels of the second half of a step, at $place', ({ from }) => {
  const room = new KernelRoom(from);

  it('updateNeurons moves rows by Adam along the gradients of their pairs', () => {
    check((p) => {
      const u = problemOf(p);
      const { structure, out } = placeUpdate(room, p, u);
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
      const listed = placeUpdate(room, p, u);
      room.call.updateNeurons(listed.structure);
      const whole = placeUpdate(room, p, u);
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
      const { structure, out } = placeUpdate(room, p, u);
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
      const { structure, out } = placeUpdate(room, p, u);
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
      room.call.adamValues(adamAt(room, settings), ...state, room.floats(gradient), p.tokens, 0);
      const expected = adamTwin(settings, { values, first, second }, gradient, 0);
      expectClose(room.readFloats(state[0], p.tokens), expected.values, 'values');
      expectClose(room.readFloats(state[1], p.tokens), expected.first, 'first');
      expectClose(room.readFloats(state[2], p.tokens), expected.second, 'second');
    });
  });
});
