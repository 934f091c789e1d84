/** Made-up models: one of usual depth, one of 80 layers, and one whose residual stream was not recognised. */
import type { HookKind, HookPoint, ModelSummary } from '../../../protocol/model.ts';
import type { FoundTensor, TensorSearch } from '../../../protocol/tensorSearch.ts';

export const SAMPLE_MODEL_FOLDER = '/home/ada/models/SmolLM2-135M';

const KINDS: readonly HookKind[] = [
  'hook_resid_pre',
  'hook_attn_out',
  'hook_resid_mid',
  'hook_mlp_out',
  'hook_resid_post',
];
/** Share of a layer's cost that is behind each of them. */
const WITHIN = [0, 0.32, 0.32, 1, 1];
const BLOCKS_SHARE = 0.79;

function hookPoints(layers: number, width: number): HookPoint[] {
  return Array.from({ length: layers }, (_, layer) =>
    KINDS.map((kind, i): HookPoint => {
      const cost = (BLOCKS_SHARE * (layer + (WITHIN[i] ?? 0))) / layers;
      return {
        ...{ name: `blocks.${layer}.${kind}`, kind, layer, width, cost },
        tensor: `/model/layers.${layer}/${kind.replace('hook_', '')}/Add_output_0`,
        op: kind.startsWith('hook_resid') ? 'Add' : 'MatMul',
        shape: ['batch_size', 'sequence_length', width],
        weightShare: 0.21 + cost,
      };
    }),
  ).flat();
}

export function sampleModel(scenario: string): ModelSummary {
  const [layers, width] = scenario === 'deep' ? [80, 8192] : [30, 576];
  const isUnknown = scenario === 'no-stream';
  return {
    folder: SAMPLE_MODEL_FOLDER,
    name: scenario === 'deep' ? 'Llama-3.1-70B' : isUnknown ? 'experimental-mixer' : 'SmolLM2-135M',
    architecture: isUnknown ? 'MixerForCausalLM' : 'LlamaForCausalLM',
    ...{ layers, width, vocabularySize: 49_152, maxContext: 2048, onnxFile: 'onnx/model.onnx' },
    ...{ bytes: 540e6, hash: 'ab12' },
    hookPoints: isUnknown ? [] : hookPoints(layers, width),
    warnings: isUnknown
      ? [
          "The graph's structure is not that of a known decoder: 1 residual additions in a row for 30 layers. Only 'tensor:<name>' hooks can be used.",
        ]
      : [],
  };
}

export function sampleTensors(text: string): TensorSearch {
  const gate = (layer: number): string => `/model/layers.${layer}/mlp/gate_proj/MatMul_output_0`;
  const names = Array.from({ length: 30 }, (_, layer) => gate(layer));
  const parts = text.toLowerCase().split(/\s+/).filter(Boolean);
  const containing = names.filter((name) => parts.every((part) => name.includes(part)));
  const matches = containing.length > 0 ? containing : names;
  const tensors = matches.slice(0, 20).map((tensor, i): FoundTensor => ({
    ...{ hookPoint: `tensor:${tensor}`, tensor, op: i === 3 ? 'Reshape' : 'MatMul' },
    ...{ width: i === 3 ? null : 1536, shape: i === 3 ? null : ['batch_size', 'sequence_length', 1536] },
    ...{ cost: 0.02 + i * 0.026, weightShare: 0.22 + i * 0.02 },
  }));
  const match = parts.length === 0 ? 'likely' : containing.length > 0 ? 'containing' : 'nearest';
  return { tensors, total: matches.length, match };
}
