/** The words in which other libraries name places of a model, in ours (TransformerLens'). */

export interface NamedPlace {
  /** `blocks.5.hook_resid_post`; null where there is no such hook point here. */
  hook: string | null;
  /** Why there is none, or what was taken for granted; null where all is plain. */
  note: string | null;
}

const KINDS = ['hook_resid_pre', 'hook_resid_mid', 'hook_resid_post', 'hook_attn_out', 'hook_mlp_out'];

/** What a path below a layer of transformers names, without `.output`; '' is the layer itself. */
const MODULES: readonly [RegExp, string][] = [
  [/^$/u, 'hook_resid_post'],
  [/^input$/u, 'hook_resid_pre'],
  [/^(?:mlp|feed_forward|ffn)(?:\.(?:down_proj|c_proj|dense_4h_to_h|fc2|fc_out))?$/u, 'hook_mlp_out'],
  [/^(?:self_attn|attn|attention|self_attention)(?:\.(?:o_proj|c_proj|dense|out_proj))?$/u, 'hook_attn_out'],
  [/^post_feedforward_layernorm$/u, 'hook_mlp_out'],
];

/** dictionary_learning's names of submodules. */
const SUBMODULES: Readonly<Record<string, string>> = {
  resid: 'hook_resid_post',
  resid_post: 'hook_resid_post',
  resid_pre: 'hook_resid_pre',
  mlp: 'hook_mlp_out',
  mlp_out: 'hook_mlp_out',
  attn: 'hook_attn_out',
  attn_out: 'hook_attn_out',
  attention_out: 'hook_attn_out',
};

/** @param name as the SAE's files say it; null where they say nothing */
export function hookNamed(name: string | null): NamedPlace {
  if (name === null) return { hook: null, note: 'Its files do not say where in the model it reads.' };
  const own = /^blocks\.(\d+)\.(.+)$/u.exec(name);
  if (own?.[2] !== undefined && KINDS.includes(own[2])) return { hook: name, note: null };
  if (/hook_z$|o_proj\.input$|c_proj\.input$/u.test(name))
    return { hook: null, note: beforeProjection(name) };
  if (/hook_embed$|embed_tokens$|wte$|embed_in$/u.test(name)) return { hook: null, note: embedding(name) };
  const submodule = /^([a-z_]+?)_layer_?(\d+)$/u.exec(name);
  const kind = SUBMODULES[submodule?.[1] ?? ''];
  if (submodule?.[2] !== undefined && kind !== undefined)
    return { hook: `blocks.${submodule[2]}.${kind}`, note: null };
  return ofTransformers(name) ?? { hook: null, note: `It reads '${name}', which is no hook point here.` };
}

/** `model.layers.5.mlp`, `transformer.h.8`, `gpt_neox.layers.3.attention`. */
function ofTransformers(name: string): NamedPlace | null {
  const found = /(?:^|\.)(?:layers|h|blocks?)[._](\d+)(?:\.(.*))?$/u.exec(name);
  if (found === null) return null;
  const [, layer = '', below = ''] = found;
  const module = below === 'output' ? '' : below.replace(/\.output$/u, '');
  const kind = MODULES.find(([pattern]) => pattern.test(module))?.[1];
  return kind === undefined ? null : { hook: `blocks.${layer}.${kind}`, note: null };
}

function beforeProjection(name: string): string {
  return (
    `It reads '${name}', the heads' outputs before attention's output projection, which is no hook point by name. ` +
    'Name the tensor of the graph that goes into that projection: tensor:<name>.'
  );
}

function embedding(name: string): string {
  return `It reads '${name}', the embedding. blocks.0.hook_resid_pre is the same where nothing is added to it (no learned positions).`;
}

/** Whether a name means the output of an MLP or attention module of transformers, before any norm that a model puts behind it. */
export function isSeparateModule(name: string | null): boolean {
  const below = /(?:^|\.)(?:layers|h|blocks?)[._]\d+\.(.+)$/u.exec(name ?? '')?.[1] ?? '';
  return /^(?:mlp|feed_forward|ffn|self_attn|attn|attention)\b/u.test(below);
}
