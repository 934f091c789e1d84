/** Bytes that the nodes of the dense step read and write: the memory's part of what docs/performance.md expects of a GPU. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stepGraph } from '../../../native-worker/compute/dense/stepGraph.ts';
import { allFeeds } from './allFeeds.ts';
import { bytesOfTensor, everyTensor } from './everyTensor.ts';
import { recipes } from './forms.ts';

it('of GBA are those that the documentation expects of a GPU, node by node', async () => {
  // No two products of them are equal.
  const [d, features, tokens] = [24, 64, 40];
  const options = recipes({ dIn: d, dSae: features, batchTokens: tokens })['gba'];
  if (!options) throw new Error('There is no GBA.');
  const feeds = allFeeds(options, false);
  const { nodes, values } = await everyTensor(stepGraph(options, { auxiliary: false }).bytes, feeds);
  const totals = { pairs: 0, weights: 0, batch: 0 };
  for (const name of nodes.flatMap(({ input, output }) => [...input, ...output])) {
    const tensor = values[name] ?? feeds[name];
    if (!tensor) continue;
    const size = tensor.dims.reduce((product, side) => product * side, 1);
    if (size === tokens * features) totals.pairs += bytesOfTensor(tensor);
    if (size === features * d) totals.weights += bytesOfTensor(tensor);
    if (size === tokens * d) totals.batch += bytesOfTensor(tensor);
  }
  const [pairs, weights, batch] = [
    totals.pairs / (tokens * features),
    totals.weights / (features * d),
    totals.batch / (tokens * d),
  ];
  const documented = `${pairs} B M + ${weights} M d + ${batch} B d`;
  expect(readFileSync('docs/performance.md', 'utf8')).toContain(documented);
  expect(nodes.filter(({ opType }) => opType === 'Gemm')).toHaveLength(5);
});
