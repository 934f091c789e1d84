/** The encoder's pre-activations u = E (x - bPre) for any number of rows, and a copier that brings device tensors home. */
import { GraphBuilder } from '../../onnx/graphBuilder.ts';
import { denseShape } from './denseTensors.ts';
import type { DenseTensor } from './denseTensors.ts';
import { encoderName } from './forwardNodes.ts';

interface Sizes {
  dIn: number;
  dSae: number;
}

/** x [rows, dIn] -> u [rows, dSae]. */
export function encodeGraph(sizes: Sizes & { tied: boolean }): Uint8Array {
  const graph = new GraphBuilder('SAE encoder');
  const encoder = encoderName(sizes);
  const x = graph.input('x', 'float32', ['rows', sizes.dIn]);
  for (const name of [encoder, 'preBias'] as const) {
    graph.input(name, 'float32', denseShape(name, sizes));
  }
  const centred = graph.node('Sub', [x, 'preBias']);
  graph.node('Gemm', [centred, encoder], { transB: 1 }, { names: ['u'] });
  graph.output('u', 'float32', ['rows', sizes.dSae]);
  return graph.toBytes();
}

/** Copies each tensor `name` to `copy.name`: with outputs on the CPU this reads device tensors, whose own getData() aborts the process. */
export function readBackGraph(names: readonly DenseTensor[], sizes: Sizes): Uint8Array {
  const graph = new GraphBuilder('read back');
  for (const name of names) {
    const shape = denseShape(name, sizes);
    graph.input(name, 'float32', shape);
    graph.output(copyName(name), 'float32', shape, name);
  }
  return graph.toBytes();
}

export const copyName = (name: DenseTensor): string => `copy.${name}`;
