/** Graphs that were exported without free axes: what cannot be done with them is said before onnxruntime refuses it. */
import type { GraphProto } from '../onnx/proto/onnx_pb.gen.ts';
import { tensorType } from '../onnx/valueInfo.ts';

export class FixedShapeError extends Error {
  constructor(only: string, given = '') {
    super(
      `The model's graph takes ${only} only: it was exported with fixed shapes${given}. ` +
        `Export it with free ones: optimum-cli export onnx --task text-generation-with-past.`,
    );
    this.name = 'FixedShapeError';
  }
}

/** Whether the graph takes one row at a time alone. @throws FixedShapeError where it takes rows of one length, or several at once, alone */
export function takesSingleRows(graph: GraphProto): boolean {
  const input = graph.input.find(({ name }) => name === 'input_ids');
  const [rows, length] = (input && tensorType(input)?.shape) ?? [];
  if (typeof length === 'number') throw new FixedShapeError(`texts of length ${length}`);
  if (typeof rows !== 'number') return false;
  if (rows !== 1) throw new FixedShapeError(`batches of size ${rows}`);
  return true;
}
