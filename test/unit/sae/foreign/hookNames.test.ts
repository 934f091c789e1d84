import { expect, it } from 'vitest';
import { hookNamed, isSeparateModule } from '../../../../native-worker/sae/formats/foreign/hookNames.ts';

it.each([
  ['blocks.8.hook_resid_pre', 'blocks.8.hook_resid_pre'],
  ['blocks.8.hook_mlp_out', 'blocks.8.hook_mlp_out'],
  ['layers.5', 'blocks.5.hook_resid_post'],
  ['layers.5.mlp', 'blocks.5.hook_mlp_out'],
  ['layers.5.attention', 'blocks.5.hook_attn_out'],
  ['model.layers.12.output', 'blocks.12.hook_resid_post'],
  ['model.layers.12.self_attn.o_proj', 'blocks.12.hook_attn_out'],
  ['model.layers.12.post_feedforward_layernorm.output', 'blocks.12.hook_mlp_out'],
  ['transformer.h.8', 'blocks.8.hook_resid_post'],
  ['transformer.h.8.mlp', 'blocks.8.hook_mlp_out'],
  ['gpt_neox.layers.3.mlp', 'blocks.3.hook_mlp_out'],
  ['h.0.attn', 'blocks.0.hook_attn_out'],
  ['resid_post_layer_19', 'blocks.19.hook_resid_post'],
  ['mlp_out_layer3', 'blocks.3.hook_mlp_out'],
])('%s is %s', (name, hook) => {
  expect(hookNamed(name)).toEqual({ hook, note: null });
});

it.each([
  ['blocks.5.attn.hook_z', 'tensor:<name>'],
  ['model.layers.5.self_attn.o_proj.input', 'tensor:<name>'],
  ['embed_tokens', 'the embedding'],
  ['blocks.5.hook_q', 'no hook point here'],
  ['layers.5.post_attention_layernorm', 'no hook point here'],
  ['somewhere', 'no hook point here'],
  [null, 'do not say where'],
])('%s is none, and the note says why', (name, note) => {
  const place = hookNamed(name);
  expect(place.hook).toBeNull();
  expect(place.note).toContain(note);
});

it('tells modules, whose output a norm may follow, from places of the residual stream', () => {
  expect(isSeparateModule('layers.5.mlp')).toBe(true);
  expect(isSeparateModule('model.layers.5.self_attn')).toBe(true);
  expect(isSeparateModule('model.layers.5.post_feedforward_layernorm.output')).toBe(false);
  expect(isSeparateModule('layers.5')).toBe(false);
  expect(isSeparateModule('blocks.5.hook_mlp_out')).toBe(false);
});
