/** Opens an SAE made elsewhere, whatever library wrote it: told by what its files hold, not by their names alone. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isDictionary, openDictionary } from './dictionaryLearning.ts';
import { ForeignSaeError } from './foreignError.ts';
import type { ForeignSae } from './foreignSae.ts';
import { isGemmaScope, openGemmaScope } from './gemmaScope.ts';
import { openLlamaScope } from './llamaScope.ts';
import { openNpz } from './npzFile.ts';
import { readJson } from './readConfig.ts';
import { openSaelensForeign, SAELENS_WEIGHTS } from './saelensForeign.ts';
import { openSafetensors } from './safetensorsWeights.ts';
import { openSparsify, SPARSIFY_WEIGHTS } from './sparsify.ts';
import { openTorchFile } from './torchFile.ts';

const LOOKED_FOR =
  'SAELens (cfg.json, sae_weights.safetensors), Gemma Scope (params.npz, or params.safetensors), Llama Scope (hyperparams.json, ' +
  'checkpoints/final.safetensors), dictionary_learning (ae.pt, config.json), sparsify (cfg.json, sae.safetensors)';

/** Where Llama Scope's library looks, in its order. */
const LLAMA_WEIGHTS = [
  'sae_weights.safetensors',
  'checkpoints/pruned.safetensors',
  'checkpoints/final.safetensors',
  'final.safetensors',
];

/**
 * @param given a folder, or the file of the weights in it
 * @throws ForeignSaeError, SafetensorsError saying what is wrong, or what was looked for where nothing fits
 */
export async function openForeignSae(given: string): Promise<ForeignSae> {
  const place = path.resolve(given);
  const folder = (await isFolder(place)) ? place : path.dirname(place);
  const file = folder === place ? null : place;
  const found =
    (await openHyperparams(folder, file)) ??
    (await openCfg(folder, file)) ??
    (await openWeights(place, folder, file));
  if (found !== null) return { ...found, path: place };
  throw new ForeignSaeError(
    place,
    `none of the known formats fits: ${LOOKED_FOR}. ${await contents(folder)}`,
  );
}

async function openHyperparams(folder: string, file: string | null): Promise<ForeignSae | null> {
  // The weights may be the file that was named, a folder further down.
  const root = path.basename(folder) === 'checkpoints' ? path.dirname(folder) : folder;
  const raw = await readJson(root, 'hyperparams.json');
  if (raw === null) return null;
  const weights = file ?? (await firstFile(root, LLAMA_WEIGHTS));
  if (weights === null)
    throw new ForeignSaeError(
      root,
      `it has hyperparams.json, but none of ${LLAMA_WEIGHTS.join(', ')}. Fetch its files again.`,
    );
  return openLlamaScope(root, { raw, language: await readJson(root, 'lm_config.json'), weights });
}

async function openCfg(folder: string, file: string | null): Promise<ForeignSae | null> {
  const cfg = await readJson(folder, 'cfg.json');
  if (cfg === null) return null;
  const named = file === null ? null : path.basename(file);
  if ('d_sae' in cfg && named !== SPARSIFY_WEIGHTS) return openSaelensForeign(folder, cfg);
  if (('expansion_factor' in cfg || 'num_latents' in cfg) && named !== SAELENS_WEIGHTS)
    return openSparsify(folder, cfg);
  throw new ForeignSaeError(
    folder,
    `its cfg.json is neither that of SAELens (no d_sae) nor of sparsify (no num_latents, no expansion_factor). Formats that are read: ${LOOKED_FOR}.`,
  );
}

/** Weights that say themselves what they are. */
async function openWeights(place: string, folder: string, file: string | null): Promise<ForeignSae | null> {
  const weights = file ?? (await firstFile(folder, ['params.npz', 'params.safetensors', 'ae.pt']));
  if (weights === null) return null;
  const config = await readJson(folder, 'config.json');
  switch (path.extname(weights).toLowerCase()) {
    case '.npz': {
      const arrays = await openNpz(weights);
      return isGemmaScope(arrays) ? openGemmaScope(place, arrays, null) : null;
    }
    case '.safetensors': {
      const tensors = await openSafetensors(weights);
      return isGemmaScope(tensors) ? openGemmaScope(place, tensors, config ?? {}) : null;
    }
    case '.pt':
    case '.pth':
    case '.bin': {
      const tensors = await openTorchFile(weights);
      return isDictionary(tensors) ? openDictionary(place, tensors, config) : null;
    }
    default:
      return null;
  }
}

async function isFolder(place: string): Promise<boolean> {
  try {
    return (await stat(place)).isDirectory();
  } catch {
    throw new ForeignSaeError(place, 'there is nothing there. Name a folder or a file that exists.');
  }
}

async function firstFile(folder: string, names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => null);
    if (found?.isFile() === true) return file;
  }
  return null;
}

/** What is there instead, with the folders that may be meant. */
async function contents(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.length === 0) return 'The folder is empty.';
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).slice(0, 8);
  const more = entries.length > names.length ? ', …' : '';
  return `The folder holds ${names.join(', ')}${more}; name the folder of one SAE.`;
}
