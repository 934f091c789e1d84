/** What a SAELens folder says of its SAE besides the weights: `metadata` of cfg.json. */

/** What SAELens keeps beside the weights so that others can use them. */
export interface SaelensMetadata {
  modelName: string;
  hookPoint: string;
  contextSize: number;
  prependBos: boolean;
  /** What it was trained on, in words. */
  corpus: string;
  /** Mean active features a token, and features that never fired, where measured. */
  l0?: number;
  deadFeatures?: number;
  /** The algorithm that trained it, as in run.json; SAELens' `architecture` only names the form of the codes. */
  algorithm: string;
  /** The training configuration, kept as it is under `training_architecture_details`. */
  training: unknown;
}

/** In SAELens' names. */
export function metadataEntries(metadata: SaelensMetadata): Record<string, unknown> {
  return {
    // A version of at least 6 is what makes SAELens read the folder as it is written.
    sae_lens_version: '6.0.0',
    sae_lens_training_version: null,
    model_name: metadata.modelName,
    model_class_name: 'HookedTransformer',
    hook_name: metadata.hookPoint,
    hook_head_index: null,
    context_size: metadata.contextSize,
    seqpos_slice: [null],
    prepend_bos: metadata.prependBos,
    dataset_path: metadata.corpus,
    model_from_pretrained_kwargs: {},
    exclude_special_tokens: false,
    sequence_separator_token: null,
    disable_concat_sequences: true,
    training_architecture: metadata.algorithm,
    training_architecture_details: metadata.training,
    ...(metadata.l0 === undefined ? {} : { l0: metadata.l0 }),
    ...(metadata.deadFeatures === undefined ? {} : { num_dead_features: metadata.deadFeatures }),
  };
}
