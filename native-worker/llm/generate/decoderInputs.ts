/** Feeds of a decoder's text inputs for one row that goes on after `past` positions. */
import type { Tensor } from 'onnxruntime-node';
import type { GraphProto } from '../../onnx/proto/onnx_pb.gen.ts';
import { tensorType } from '../../onnx/valueInfo.ts';
import { takesSingleRows } from '../fixedShape.ts';
import { integerTensor, isInteger } from '../integerTensor.ts';
import type { Integers } from '../integerTensor.ts';
import { UnsupportedInputError } from '../modelInputs.ts';

type Feed = (tokens: Int32Array, past: number) => Tensor;

const counting = (length: number, first: number): Int32Array =>
  Int32Array.from({ length }, (_, i) => first + i);

function lastOnly(type: Integers, rank: number): Feed {
  return () => integerTensor(type, Int32Array.of(1), rank === 0 ? [] : [1]);
}

const feeds: Readonly<Record<string, (type: Integers, rank: number) => Feed>> = {
  input_ids: (type) => (tokens) => integerTensor(type, tokens, [1, tokens.length]),
  attention_mask: (type) => (tokens, past) =>
    integerTensor(type, new Int32Array(past + tokens.length).fill(1), [1, past + tokens.length]),
  position_ids: (type) => (tokens, past) =>
    integerTensor(type, counting(tokens.length, past), [1, tokens.length]),
  token_type_ids: (type) => (tokens) =>
    integerTensor(type, new Int32Array(tokens.length), [1, tokens.length]),
  cache_position: (type) => (tokens, past) =>
    integerTensor(type, counting(tokens.length, past), [tokens.length]),
  // Some exporters cut the head to the last positions themselves.
  num_logits_to_keep: lastOnly,
  logits_to_keep: lastOnly,
};

/**
 * Makes the feeds of `graph`'s inputs but for those in `others`, which their owners feed.
 * @throws UnsupportedInputError, FixedShapeError
 */
export function decoderInputs(
  graph: GraphProto,
  others: ReadonlySet<string>,
): (tokens: Int32Array, past: number) => Record<string, Tensor> {
  takesSingleRows(graph);
  const weights = new Set(graph.initializer.map(({ name }) => name));
  const made = graph.input
    .filter(({ name }) => !weights.has(name) && !others.has(name))
    .map((info): [string, Feed] => {
      const known = tensorType(info);
      const feed = feeds[info.name];
      if (!feed || !isInteger(known?.type))
        throw new UnsupportedInputError(info.name, known?.type ?? 'no tensor');
      return [info.name, feed(known.type, known.shape?.length ?? 1)];
    });
  return (tokens, past) => Object.fromEntries(made.map(([name, feed]) => [name, feed(tokens, past)]));
}
