/** The decoder of a run's exported SAE, for neighbours; without onnxruntime. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DecoderDirections } from '../features/nearestDirections.ts';
import { openSaelens } from '../sae/formats/openSaelens.ts';
import { runPaths } from '../runs/runFolder.ts';

/** Null before the run has exported one. @throws SaelensFolderError, SafetensorsError */
export async function readDecoder(runFolder: string): Promise<DecoderDirections | null> {
  const { sae } = runPaths(runFolder);
  if (!existsSync(path.join(sae, 'cfg.json'))) return null;
  const { sae: folder } = await openSaelens(sae);
  const { dSae, dIn } = folder;
  return { weights: await folder.read('decoder', 0, dSae * dIn), dSae, dIn };
}
