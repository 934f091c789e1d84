/** A model folder (Hugging Face layout) and the hook points its graph offers. */

export type HookKind =
  'hook_resid_pre' | 'hook_attn_out' | 'hook_resid_mid' | 'hook_mlp_out' | 'hook_resid_post' | 'tensor';

/** A place where activations are read, in TransformerLens names (`blocks.2.hook_resid_post`, `tensor:<name>`). */
export interface HookPoint {
  name: string;
  kind: HookKind;
  /** Layer index; null for `tensor:` hooks. */
  layer: number | null;
  /** The graph tensor read. */
  tensor: string;
  /** ONNX op type of the node that makes the tensor. */
  op: string;
  /** d, the width of the hooked activation (dIn of an SAE trained there). */
  width: number;
  /** Sizes of the graph tensor, and names of those that a batch decides. */
  shape: (number | string)[];
  /** Multiply-adds that a token needs up to here, as a share of those of the whole forward pass, 0..1; from the graph alone. */
  cost: number;
  /** Bytes of weights needed up to here, as a share of all weights, 0..1. */
  weightShare: number;
}

export interface ModelSummary {
  /** Absolute path of the model folder. */
  folder: string;
  /** Name to show: the folder's name, or `_name_or_path` of config.json where it tells more. */
  name: string;
  architecture: string;
  layers: number;
  width: number;
  vocabularySize: number;
  /** Longest context in tokens that the model accepts. */
  maxContext: number;
  /** The .onnx file used, relative to the folder. */
  onnxFile: string;
  /** Bytes of the .onnx file with its external data. */
  bytes: number;
  /** sha256 of config.json, tokenizer.json and the .onnx file with its external data. */
  hash: string;
  hookPoints: HookPoint[];
  /** Things a user should know (a quantised model, no BOS token, ...). */
  warnings: string[];
}
