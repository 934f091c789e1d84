/**
 * The short list of models to start with: base models, which a study of features wants, from small to large.
 *
 * No hub was at hand when this was written. Evidence for each name is public code that loads exactly it: SmolLM2, Gemma 3 270M and
 * Qwen2.5 0.5B with pinned commits or file names (`onnx/model.onnx`, `model_fp16`, `model_q4`…), GPT-2 by the address of
 * `onnx/decoder_model.onnx`, Pythia by a list of files to fetch, Qwen2.5 1.5B by name only. No export of the base Gemma 3 1B was found,
 * so its chat version stands here. Bytes are parameters times four (GPT-2's export holds its tied head twice).
 */
import type { ModelOffer } from '../../protocol/download.ts';

export const MODEL_OFFERS: readonly ModelOffer[] = [
  offer('Xenova/pythia-70m', 'Pythia 70M', 70e6, 'apache-2.0', 0.28e9),
  offer('onnx-community/SmolLM2-135M-ONNX', 'SmolLM2 135M', 135e6, 'apache-2.0', 0.54e9),
  offer('openai-community/gpt2', 'GPT-2', 124e6, 'mit', 0.65e9),
  offer('onnx-community/gemma-3-270m-ONNX', 'Gemma 3 270M', 268e6, 'gemma', 1.1e9),
  offer('onnx-community/Qwen2.5-0.5B-ONNX', 'Qwen2.5 0.5B', 494e6, 'apache-2.0', 2.0e9),
  { ...offer('onnx-community/gemma-3-1b-it-ONNX', 'Gemma 3 1B', 1e9, 'gemma', 4.0e9), isBase: false },
  offer('onnx-community/Qwen2.5-1.5B', 'Qwen2.5 1.5B', 1.54e9, 'apache-2.0', 6.2e9),
];

function offer(
  repository: string,
  name: string,
  parameters: number,
  licence: string,
  approximateBytes: number,
): ModelOffer {
  return { repository, name, parameters, licence, approximateBytes, isBase: true };
}
