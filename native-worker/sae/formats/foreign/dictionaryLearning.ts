/**
 * dictionary_learning (saprmarks, 0.1.0): ae.pt with config.json beside it; dictionary_learning/dictionary.py and trainers/ say what each
 * class computes. Its checkpoints hold the SAE under `ae`, in normalised units with their factor beside it.
 */
import { z } from 'zod';
import { assemble, type ForeignActivation, type ForeignParts } from './assemble.ts';
import { ForeignSaeError } from './foreignError.ts';
import type { ForeignOrigin } from '../../../../protocol/foreignSae.ts';
import type { ForeignSae } from './foreignSae.ts';
import { NamedTensors } from './namedTensors.ts';
import { checked, contextOf, textOf, type Json } from './readConfig.ts';
import { elementsOf } from './elements.ts';
import type { TorchFile } from './torchFile.ts';

const schema = z.looseObject({
  trainer: z.looseObject({ dict_class: z.string().optional(), k: z.number().optional() }),
  buffer: z.looseObject({}).nullish(),
});

const CLASSES = [
  'AutoEncoder',
  'AutoEncoderNew',
  'AutoEncoderTopK',
  'BatchTopKSAE',
  'MatryoshkaBatchTopKSAE',
  'JumpReluAutoEncoder',
  'GatedAutoEncoder',
] as const;
type DictClass = (typeof CLASSES)[number];

const ENCODERS = ['encoder.weight', 'W_enc'];
const DECODERS = ['decoder.weight', 'W_dec'];
const ENCODER_BIASES = ['encoder.bias', 'b_enc'];
const DECODER_BIASES = ['b_dec', 'bias', 'decoder_bias', 'decoder.bias'];

/** Whether a file's tensors are those of one of its classes. */
export function isDictionary({ tensors }: TorchFile): boolean {
  const some = (names: string[]): boolean => names.some((name) => tensors.has(name));
  return some(ENCODERS) && some(DECODERS) && some(DECODER_BIASES);
}

/** @param raw config.json. @throws ForeignSaeError */
export async function openDictionary(given: string, file: TorchFile, raw: Json | null): Promise<ForeignSae> {
  const config = raw === null ? null : checked(schema, raw, `${given} (config.json)`);
  const tensors = new NamedTensors(file);
  const kind = classOf(tensors, config?.trainer.dict_class ?? null);
  const warnings: string[] = [];
  const scale = biasScale(file);
  const decoderBias = (await tensors.vector(...DECODER_BIASES)).map((value) => value * scale);
  const dIn = decoderBias.length;
  const dSae = elementsOf(tensors.find(...ENCODERS).shape) / dIn;
  const times = (values: Float32Array): Float32Array => values.map((value) => value * scale);
  const parts: ForeignParts = {
    place: file.path,
    ...tensors.matrices({ dIn, dSae }, ENCODERS, DECODERS),
    decoderBias,
    activation: scaledBy(await activationOf(kind, tensors, dSae, config?.trainer.k ?? null, warnings), times),
    centred: kind !== 'AutoEncoderNew' && kind !== 'JumpReluAutoEncoder',
    normalise: 'none',
    outputScale: null,
  };
  return {
    format: 'dictionaryLearning',
    kind,
    path: given,
    weights: file.path,
    ...assemble(parts),
    origin: originOf(config),
    config: raw ?? {},
    warnings,
    needsInputScale: false,
  };
}

/** Told by config.json, and by the tensors where it is missing. */
function classOf(tensors: NamedTensors, named: string | null): DictClass {
  if (named !== null) {
    const known = CLASSES.find((name) => name === named);
    if (known !== undefined) return known;
    throw new ForeignSaeError(
      tensors.path,
      `its class is '${named}'; these are read: ${CLASSES.join(', ')}.`,
    );
  }
  if (tensors.has('r_mag')) return 'GatedAutoEncoder';
  if (tensors.has('group_sizes')) return 'MatryoshkaBatchTopKSAE';
  if (tensors.has('W_enc')) return 'JumpReluAutoEncoder';
  if (tensors.has('bias')) return 'AutoEncoder';
  if (tensors.has('decoder.bias')) return 'AutoEncoderNew';
  throw new ForeignSaeError(
    tensors.path,
    'its tensors fit AutoEncoderTopK and BatchTopKSAE alike, which select features differently. Put its config.json beside it.',
  );
}

async function activationOf(
  kind: DictClass,
  tensors: NamedTensors,
  dSae: number,
  k: number | null,
  warnings: string[],
): Promise<ForeignActivation> {
  switch (kind) {
    case 'AutoEncoder':
    case 'AutoEncoderNew':
      return { kind: 'relu', bias: await tensors.vector(...ENCODER_BIASES) };
    case 'AutoEncoderTopK':
      return {
        kind: 'topk',
        bias: await tensors.vector(...ENCODER_BIASES),
        k: tensors.has('k') || k === null ? await tensors.number('k') : k,
        byNorm: false,
      };
    case 'BatchTopKSAE':
    case 'MatryoshkaBatchTopKSAE': {
      const least = await tensors.number('threshold');
      if (least < 0)
        warnings.push(
          'Its threshold was never set (training ended before its thousandth step), so every positive feature counts as active, as in its library.',
        );
      const threshold = new Float32Array(dSae).fill(least);
      return { kind: 'jumprelu', bias: await tensors.vector(...ENCODER_BIASES), threshold, byNorm: false };
    }
    case 'JumpReluAutoEncoder':
      return {
        kind: 'jumprelu',
        bias: await tensors.vector(...ENCODER_BIASES),
        threshold: await tensors.vector('threshold'),
        byNorm: false,
      };
    case 'GatedAutoEncoder':
      return {
        kind: 'gated',
        gate: await tensors.vector('gate_bias'),
        magnitude: await tensors.vector('mag_bias'),
        logScale: await tensors.vector('r_mag'),
      };
    default:
      return kind satisfies never;
  }
}

/** Checkpoints are in units of x / norm_factor; finished SAEs had their biases and thresholds multiplied by it (`scale_biases`). */
function biasScale({ numbers }: TorchFile): number {
  const factor = numbers.get('norm_factor');
  return factor !== undefined && factor > 0 && Number.isFinite(factor) ? factor : 1;
}

function scaledBy(
  activation: ForeignActivation,
  times: (values: Float32Array) => Float32Array,
): ForeignActivation {
  switch (activation.kind) {
    case 'relu':
    case 'topk':
      return { ...activation, bias: times(activation.bias) };
    case 'jumprelu':
      return { ...activation, bias: times(activation.bias), threshold: times(activation.threshold) };
    case 'gated':
      return { ...activation, gate: times(activation.gate), magnitude: times(activation.magnitude) };
    default:
      return activation satisfies never;
  }
}

function originOf(config: z.infer<typeof schema> | null): ForeignOrigin {
  const trainer: Json = config?.trainer ?? {};
  const layer = trainer['layer'];
  const buffer: Json = config?.buffer ?? {};
  return {
    model: textOf(trainer['lm_name']),
    hook: textOf(trainer['submodule_name']) ?? (typeof layer === 'number' ? `layers.${layer}` : null),
    contextSize: contextOf(buffer['ctx_len']),
    dataset: null,
  };
}
