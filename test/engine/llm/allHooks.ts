/** Every hook point of a model file read in one run, for tests that compare many files. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { exposeFusedSums } from '../../../native-worker/llm/fusedSums.ts';
import { GraphRunner } from '../../../native-worker/llm/graphRunner.ts';
import { findHookPoints } from '../../../native-worker/llm/hookPoints.ts';
import { parseModelConfig } from '../../../native-worker/llm/modelConfig.ts';
import type { TokenBatch } from '../../../native-worker/llm/languageModel.ts';
import { prepareGraph } from '../../../native-worker/llm/preparedGraph.ts';
import { GraphIndex, graphOf } from '../../../native-worker/onnx/graph.ts';
import { readOnnxFile } from '../../../native-worker/onnx/onnxFile.ts';

/** Values by hook point; `modelFolder` has the config.json of the .onnx file, which may lie elsewhere. */
export async function readAllHooks(
  modelFolder: string,
  file: string,
  batch: TokenBatch,
): Promise<Map<string, Float32Array>> {
  const parsed = parseModelConfig(await readFile(path.join(modelFolder, 'config.json'), 'utf8'));
  if (!parsed.ok) throw new Error(parsed.problem);
  const onnx = await readOnnxFile(file);
  exposeFusedSums(graphOf(onnx.model));
  const { hookPoints, problem } = findHookPoints(new GraphIndex(graphOf(onnx.model)), parsed.config);
  if (problem !== null) throw new Error(problem);
  const taps = hookPoints.map(({ tensor, width }, i) => ({ tensor, width, output: `hook_${i}` }));
  const runner = await GraphRunner.open(prepareGraph(onnx, parsed.config, taps), {
    device: 'cpu',
    threads: 1,
  });
  const values = await runner.run(batch);
  await runner.dispose();
  return new Map(hookPoints.map(({ name }, i) => [name, values[i] ?? new Float32Array()]));
}
