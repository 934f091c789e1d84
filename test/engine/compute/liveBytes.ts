/** What a graph needs at once besides its inputs and outputs, measured: every tensor made and its size, freed after the last node that reads it. */
import type { ort } from '../../../native-worker/onnx/ort.ts';
import { bytesOfTensor, everyTensor } from './everyTensor.ts';

/** @param feeds values for all inputs of the model */
export async function liveBytes(model: Uint8Array, feeds: Record<string, ort.Tensor>): Promise<number> {
  const { nodes, outputs, made, values } = await everyTensor(model, feeds);
  const bytes = (name: string): number => {
    const value = values[name];
    if (!value) throw new Error(`There is no tensor '${name}'.`);
    return bytesOfTensor(value);
  };
  const lastReader = new Map<string, number>();
  nodes.forEach(({ input }, i) => {
    for (const name of input) lastReader.set(name, i);
  });
  let [live, most] = [0, 0];
  nodes.forEach(({ output, input }, i) => {
    for (const name of output) if (!outputs.has(name)) live += bytes(name);
    most = Math.max(most, live);
    for (const name of new Set([...input, ...output])) {
      if (made.includes(name) && (lastReader.get(name) ?? i) === i) live -= bytes(name);
    }
  });
  return most;
}
