/** Files that a graph keeps its weights in, by the graph itself: exporters may call them anything. */
import { readFile } from 'node:fs/promises';
import { externalTensors } from '../onnx/externalData.ts';
import { parseOnnx } from '../onnx/onnxFile.ts';

/** A graph with its weights elsewhere is small; one that is not holds them itself, and is not read into this process. */
const LARGEST_GRAPH_BYTES = 256 * 2 ** 20;

/** Names relative to the graph's folder, each once. @throws OnnxFileError for a file that is no ONNX model */
export async function graphDataFiles(file: string, bytes: number): Promise<string[]> {
  if (bytes > LARGEST_GRAPH_BYTES) return [];
  const tensors = externalTensors(file, parseOnnx(file, await readFile(file)));
  return [...new Set(tensors.map(({ location }) => location.value))];
}
