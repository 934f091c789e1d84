/** SAELens folders of any version: cfg.json and sae_weights.safetensors; checkpoints of training as they become on export. */
import path from 'node:path';
import { assemble, withInputScale, type ForeignActivation } from './assemble.ts';
import { ForeignSaeError } from './foreignError.ts';
import type { ForeignSae } from './foreignSae.ts';
import { NamedTensors } from './namedTensors.ts';
import { readJson, type Json } from './readConfig.ts';
import { openSafetensors } from './safetensorsWeights.ts';
import { saelensConfig, type SaelensConfig } from './saelensConfig.ts';

export const SAELENS_WEIGHTS = 'sae_weights.safetensors';

/** @param cfg what cfg.json of the folder holds. @throws ForeignSaeError, SafetensorsError */
export async function openSaelensForeign(folder: string, cfg: Json): Promise<ForeignSae> {
  const weights = path.join(folder, SAELENS_WEIGHTS);
  const config = saelensConfig(cfg, path.join(folder, 'cfg.json'));
  const tensors = new NamedTensors(await openSafetensors(weights));
  const activation = await activationOf(tensors, config);
  const assembled = assemble({
    place: weights,
    ...tensors.matrices(config, ['W_enc'], ['W_dec']),
    decoderBias: await tensors.vector('b_dec'),
    activation,
    centred: config.centred,
    normalise: config.normalise === 'expected_average_only_in' ? 'none' : config.normalise,
    outputScale: await scalingFactor(tensors, config),
  });
  const scale = config.normalise === 'expected_average_only_in' ? await storedScale(folder) : null;
  return {
    format: 'saelens',
    kind: kindOf(config),
    path: folder,
    weights,
    ...assembled,
    load: async () => {
      const sae = await assembled.load();
      return scale === null ? sae : withInputScale(sae, scale);
    },
    origin: config.origin,
    config: cfg,
    warnings: config.warnings,
    needsInputScale: config.normalise === 'expected_average_only_in' && scale === null,
  };
}

async function activationOf(tensors: NamedTensors, config: SaelensConfig): Promise<ForeignActivation> {
  const { architecture, dSae, byNorm } = config;
  switch (architecture) {
    case 'standard':
      return { kind: 'relu', bias: await tensors.vector('b_enc') };
    case 'topk':
      // SAELens takes 100 where nothing is said.
      return { kind: 'topk', bias: await tensors.vector('b_enc'), k: config.k ?? 100, byNorm };
    case 'jumprelu':
      return {
        kind: 'jumprelu',
        bias: await tensors.vector('b_enc'),
        threshold: await thresholds(tensors),
        byNorm: false,
      };
    case 'batchtopk':
    case 'matryoshka_batchtopk': {
      const threshold = tensors.has('topk_threshold')
        ? new Float32Array(dSae).fill(await tensors.number('topk_threshold'))
        : await thresholds(tensors);
      return { kind: 'jumprelu', bias: await tensors.vector('b_enc'), threshold, byNorm };
    }
    case 'gated':
      return {
        kind: 'gated',
        gate: await tensors.vector('b_gate'),
        magnitude: await tensors.vector('b_mag'),
        logScale: await tensors.vector('r_mag'),
      };
    default:
      return architecture satisfies never;
  }
}

/** Checkpoints of training kept the logarithm until 6.47. */
async function thresholds(tensors: NamedTensors): Promise<Float32Array> {
  if (tensors.has('threshold') || !tensors.has('log_threshold')) return tensors.vector('threshold');
  return (await tensors.vector('log_threshold')).map(Math.exp);
}

/** Of SAEs fine-tuned against shrinkage, and all ones in those of before version 3. */
async function scalingFactor(
  tensors: NamedTensors,
  { finetuned }: SaelensConfig,
): Promise<Float32Array | null> {
  if (!tensors.has('scaling_factor') && !tensors.has('finetuning_scaling_factor')) return null;
  const factors = await tensors.vector('finetuning_scaling_factor', 'scaling_factor');
  if (factors.every((factor) => factor === 1)) return null;
  if (finetuned !== false) return factors;
  throw new ForeignSaeError(
    tensors.path,
    'it has a scaling factor, and cfg.json says that it was not fine-tuned (finetuning_scaling_factor is false). Set it right in cfg.json.',
  );
}

/** Checkpoints keep the factor beside their weights; finished SAEs have it folded in. */
async function storedScale(folder: string): Promise<number | null> {
  const value = (await readJson(folder, 'activation_scaler.json'))?.['scaling_factor'];
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : null;
}

function kindOf({ architecture, metadata }: SaelensConfig): string {
  const version = metadata['sae_lens_version'] ?? metadata['sae_lens_training_version'];
  return typeof version === 'string' ? `${architecture}, SAELens ${version}` : architecture;
}
