/**
 * sparsify (EleutherAI, eai-sparsify 1.3): cfg.json and sae.safetensors in a folder named for the place (`layers.5.mlp`). TopK of
 * relu(pre), pre = (x - b_dec) W_enc + b_enc (sparsify/sparse_coder.py, fused_encoder.py). Multi-TopK is a loss of training only.
 */
import path from 'node:path';
import { z } from 'zod';
import { assemble } from './assemble.ts';
import { ForeignSaeError } from './foreignError.ts';
import type { ForeignSae } from './foreignSae.ts';
import { NamedTensors } from './namedTensors.ts';
import { checked, contextOf, readJson, textOf, type Json } from './readConfig.ts';
import { openSafetensors } from './safetensorsWeights.ts';

export const SPARSIFY_WEIGHTS = 'sae.safetensors';

const schema = z.looseObject({
  d_in: z.int().positive(),
  k: z.int().positive(),
  activation: z.string().default('topk'),
  signed: z.boolean().default(false),
  transcode: z.boolean().default(false),
  skip_connection: z.boolean().default(false),
});

/** @param raw cfg.json. @throws ForeignSaeError, SafetensorsError */
export async function openSparsify(folder: string, raw: Json): Promise<ForeignSae> {
  const cfg = checked(schema, raw, path.join(folder, 'cfg.json'));
  refuseOthers(folder, cfg);
  const weights = path.join(folder, SPARSIFY_WEIGHTS);
  const tensors = new NamedTensors(await openSafetensors(weights));
  if (tensors.has('W_skip')) refuseOthers(folder, { ...cfg, skip_connection: true });
  const bias = await tensors.vector('encoder.bias', 'b_enc');
  const sizes = { dIn: cfg.d_in, dSae: bias.length };
  return {
    format: 'sparsify',
    kind: 'sparsify, TopK',
    path: folder,
    weights,
    ...assemble({
      place: weights,
      ...tensors.matrices(sizes, ['encoder.weight', 'W_enc'], ['W_dec', 'decoder.weight']),
      decoderBias: await tensors.vectorOrZeros(cfg.d_in, 'b_dec'),
      activation: { kind: 'topk', bias, k: cfg.k, byNorm: false },
      centred: true,
      normalise: 'none',
      outputScale: null,
    }),
    ...(await trainingOf(folder)),
    config: raw,
    warnings: [],
    needsInputScale: false,
  };
}

function refuseOthers(folder: string, cfg: z.infer<typeof schema>): void {
  if (cfg.transcode || cfg.skip_connection)
    throw new ForeignSaeError(
      folder,
      'it is a transcoder (transcode or skip_connection in cfg.json), and no autoencoder.',
    );
  if (cfg.activation !== 'topk')
    throw new ForeignSaeError(folder, `its activation is '${cfg.activation}'; topk is read.`);
  if (cfg.signed)
    throw new ForeignSaeError(
      folder,
      'its activations have signs (signed in cfg.json), and features here have none.',
    );
}

/** The hook is the folder's name, or that above one of several seeds; the run's config.json stands at its root. */
async function trainingOf(folder: string): Promise<Pick<ForeignSae, 'origin'>> {
  const place = /^seed_?\d+$/u.test(path.basename(folder)) ? path.dirname(folder) : folder;
  const run = (await readJson(path.dirname(place), 'config.json')) ?? {};
  return {
    origin: {
      model: textOf(run['model']),
      hook: path.basename(place),
      contextSize: contextOf(run['ctx_len']),
      dataset: textOf(run['dataset']),
    },
  };
}
