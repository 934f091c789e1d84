import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { findHookPoints, resolveHookPoint } from '../../../native-worker/llm/hookPoints.ts';
import { exposeFusedSums } from '../../../native-worker/llm/fusedSums.ts';
import { tensorWidth, UnknownWidthError } from '../../../native-worker/llm/tensorWidth.ts';
import { GraphIndex, graphOf } from '../../../native-worker/onnx/graph.ts';
import { GraphBuilder } from '../../../native-worker/onnx/graphBuilder.ts';
import { ModelProtoSchema } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';

const width = 4;
const microsoft = { domain: 'com.microsoft' };

/** The names of a decoder's parts differ by exporter; these graphs have none that mean anything. */
class Decoder {
  readonly g = new GraphBuilder('decoder');
  readonly embedding: string;

  constructor() {
    const ids = this.g.input('input_ids', 'int64', ['rows', 'length']);
    const table = this.g.float32('table', [10, width], new Float32Array(10 * width));
    this.embedding = this.g.node('Gather', [table, ids]);
  }

  linear(x: string, outputs: number): string {
    const weight = this.g.float32(`w${x}${outputs}`, [width, outputs], new Float32Array(width * outputs));
    return this.g.node('MatMul', [x, weight]);
  }

  attention(x: string): string {
    const scores = this.g.node('MatMul', [x, this.g.node('Transpose', [x], { perm: [0, 2, 1] })]);
    return this.linear(this.g.node('MatMul', [this.g.node('Softmax', [scores]), x]), width);
  }

  mlp(x: string): string {
    return this.linear(this.g.node('Tanh', [x]), width);
  }

  index(logits: string): GraphIndex {
    this.g.output('logits', 'float32', null, logits);
    const graph = graphOf(fromBinary(ModelProtoSchema, this.g.toBytes()));
    exposeFusedSums(graph);
    return new GraphIndex(graph);
  }
}

const tensors = (index: GraphIndex, layers: number): Record<string, string> =>
  Object.fromEntries(
    findHookPoints(index, { layers, width }).hookPoints.map(({ name, tensor }) => [name, tensor]),
  );

describe('finding hook points by structure', () => {
  test('attention and MLP in turn, whichever side of the addition they stand on', () => {
    const d = new Decoder();
    const attention = d.attention(d.embedding);
    const mid = d.g.node('Add', [attention, d.embedding]);
    const mlp = d.mlp(mid);
    const post = d.g.node('Add', [mid, mlp]);
    expect(tensors(d.index(post), 1)).toEqual({
      'blocks.0.hook_resid_pre': d.embedding,
      'blocks.0.hook_attn_out': attention,
      'blocks.0.hook_resid_mid': mid,
      'blocks.0.hook_mlp_out': mlp,
      'blocks.0.hook_resid_post': post,
    });
  });

  test('attention and MLP side by side, told apart by the softmax', () => {
    const d = new Decoder();
    const [mlp, attention] = [d.mlp(d.embedding), d.attention(d.embedding)];
    const post = d.g.node('Add', [d.g.node('Add', [mlp, attention]), d.embedding]);
    expect(tensors(d.index(post), 1)).toEqual({
      'blocks.0.hook_resid_pre': d.embedding,
      'blocks.0.hook_attn_out': attention,
      'blocks.0.hook_mlp_out': mlp,
      'blocks.0.hook_resid_post': post,
    });
  });

  test('attention and MLP side by side, added to the stream one after the other', () => {
    const d = new Decoder();
    const [mlp, attention] = [d.mlp(d.embedding), d.attention(d.embedding)];
    const post = d.g.node('Add', [d.g.node('Add', [d.embedding, attention]), mlp]);
    expect(tensors(d.index(post), 1)).toEqual({
      'blocks.0.hook_resid_pre': d.embedding,
      'blocks.0.hook_attn_out': attention,
      'blocks.0.hook_mlp_out': mlp,
      'blocks.0.hook_resid_post': post,
    });
  });

  test('an MLP that adds experts one after the other, which are as many as the residual additions', () => {
    const d = new Decoder();
    const mid = d.g.node('Add', [d.embedding, d.attention(d.embedding)]);
    const size = d.g.node('Shape', [mid]);
    let experts = d.g.node('ConstantOfShape', [size]);
    for (const op of ['Sin', 'Cos', 'Tan', 'Tanh']) {
      // An expert puts its rows where the sum so far has them: it knows that sum's shape, not its values.
      const rows = d.g.node('Expand', [d.linear(d.g.node(op, [mid]), width), d.g.node('Shape', [experts])]);
      experts = d.g.node('Add', [experts, rows]);
    }
    const post = d.g.node('Add', [mid, experts]);
    expect(tensors(d.index(post), 1)).toMatchObject({
      'blocks.0.hook_resid_mid': mid,
      'blocks.0.hook_mlp_out': experts,
      'blocks.0.hook_resid_post': post,
    });
  });

  test('no sums within a branch, however often they build on each other', () => {
    const d = new Decoder();
    const mid = d.g.node('Add', [d.embedding, d.attention(d.embedding)]);
    let within = d.linear(mid, width);
    for (let i = 0; i < 4; i++) within = d.g.node('Add', [within, d.mlp(within)]);
    const post = d.g.node('Add', [mid, within]);
    const index = d.index(post);
    expect(findHookPoints(index, { layers: 2, width }).hookPoints).toEqual([]);
    expect(tensors(index, 1)).toMatchObject({ 'blocks.0.hook_resid_post': post });
  });

  test('a bias that was fused with addition and norm belongs to the branch', () => {
    const d = new Decoder();
    const ones = d.g.float32('ones', [width], [1, 1, 1, 1]);
    const bias = d.g.float32('bias', [width], [1, 2, 3, 4]);
    const attention = d.attention(d.embedding);
    const fused = 'SkipLayerNormalization';
    const [norm, , , mid] = d.g.nodeOutputs(
      fused,
      [attention, d.embedding, ones, ones, bias],
      4,
      {},
      microsoft,
    );
    const post = d.g.node('Add', [mid, d.mlp(norm)]);
    const index = d.index(post);
    const found = tensors(index, 1);
    const biased = found['blocks.0.hook_attn_out'] ?? '';
    expect(index.makers.get(biased)).toMatchObject({ opType: 'Add', input: [attention, bias] });
    expect(index.makers.get(mid)?.input).toEqual([biased, d.embedding, ones, ones]);
    expect(found['blocks.0.hook_resid_mid']).toBe(mid);
  });

  test('additions fused with the next norm, the last of which does not even give its sum', () => {
    const d = new Decoder();
    const gamma = d.g.float32('gamma', [width], [1, 1, 1, 1]);
    const attention = d.attention(
      d.g.node('SimplifiedLayerNormalization', [d.embedding, gamma], {}, microsoft),
    );
    const fused = 'SkipSimplifiedLayerNormalization';
    const [norm, , , mid] = d.g.nodeOutputs(fused, [d.embedding, attention, gamma], 4, {}, microsoft);
    const mlp = d.mlp(norm);
    const last = d.g.node(fused, [mid, mlp, gamma], {}, microsoft);
    expect(tensors(d.index(d.linear(last, 10)), 1)).toEqual({
      'blocks.0.hook_resid_pre': d.embedding,
      'blocks.0.hook_attn_out': attention,
      'blocks.0.hook_resid_mid': mid,
      'blocks.0.hook_mlp_out': mlp,
      'blocks.0.hook_resid_post': `${last}/residual_sum`,
    });
  });

  test('casts along the stream and additions of constants or masks do not count', () => {
    const d = new Decoder();
    const cast = d.g.node('Cast', [d.embedding], { to: 1 });
    const biased = d.g.node('Add', [d.attention(cast), d.g.float32('bias', [width], [1, 2, 3, 4])]);
    const mid = d.g.node('Add', [cast, biased]);
    const mask = d.g.node('Add', [d.g.node('Neg', [mid]), d.g.node('Abs', [mid])]);
    const mlp = d.mlp(d.g.node('Mul', [mid, mask]));
    const post = d.g.node('Add', [mid, mlp]);
    const found = tensors(d.index(post), 1);
    expect(found['blocks.0.hook_resid_pre']).toBe(d.embedding);
    expect(found['blocks.0.hook_attn_out']).toBe(biased);
    expect(found['blocks.0.hook_resid_post']).toBe(post);
  });

  test('an unknown structure gives no blocks and says what was found', () => {
    const d = new Decoder();
    const post = d.g.node('Add', [d.embedding, d.attention(d.embedding)]);
    const found = findHookPoints(d.index(post), { layers: 2, width });
    expect(found.hookPoints).toEqual([]);
    expect(found.problem).toMatch(
      /No residual stream of a decoder with 2 layers was recognised \(1 residual additions in a row\).*sums first: 'tensor:Add_/,
    );
  });
});

describe('the width of a tensor', () => {
  test('comes from the weights, through norms, gates and activations', () => {
    const d = new Decoder();
    const hidden = d.linear(d.embedding, 12);
    const gated = d.g.node('Mul', [hidden, d.g.node('Sigmoid', [hidden])]);
    const index = d.index(gated);
    expect(tensorWidth(index, d.embedding)).toBe(width);
    expect(tensorWidth(index, gated)).toBe(12);
    expect(resolveHookPoint(`tensor:${gated}`, [], index)).toMatchObject({
      width: 12,
      op: 'Mul',
      layer: null,
    });
  });

  test('is not guessed where the graph does not say', () => {
    const d = new Decoder();
    const scores = d.g.node('Transpose', [d.embedding], { perm: [0, 2, 1] });
    expect(() => tensorWidth(d.index(scores), scores)).toThrow(UnknownWidthError);
  });
});
