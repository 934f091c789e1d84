/**
 * The second graph of a merged decoder, which goes on from a cache. Its tensors have names of their own, so that a hook point is found in it
 * again, by the graph's structure as in the first.
 */
import type { HookPoint } from '../../../protocol/model.ts';
import { GraphIndex, graphOf } from '../../onnx/graph.ts';
import { readOnnxFile } from '../../onnx/onnxFile.ts';
import { exposeFusedSums } from '../fusedSums.ts';
import { findHookPoints } from '../hookPoints.ts';
import type { PartGraph } from './decoderPart.ts';
import type { Continuation } from './decoderSession.ts';

/**
 * @param file the merged decoder, and the folder that all its files lie in
 * @param start its first graph
 * @param hookPoints of the first graph
 * @returns null where `start` is steered at a tensor that is no named hook point: only those are known to mean the same in both graphs
 * @throws OnnxFileError
 */
export async function readContinuation(
  { file, root }: { file: string; root: string },
  { steer, config }: PartGraph,
  hookPoints: readonly HookPoint[],
): Promise<Continuation | null> {
  const named = hookPoints.find(({ tensor }) => tensor === steer?.tensor)?.name;
  if (steer !== null && named === undefined) return null;
  const { model } = await readOnnxFile(file, { root, branch: 'cached' });
  if (steer === null) return { model, steer };
  exposeFusedSums(graphOf(model));
  const found = findHookPoints(new GraphIndex(graphOf(model)), config).hookPoints;
  const tensor = found.find(({ name }) => name === named)?.tensor;
  return tensor === undefined ? null : { model, steer: { ...steer, tensor } };
}
