/** Which ids begin, end and pad a row: tokenizer_config.json decides, config.json where that file or its entry is missing. */
import type { ModelTokenIds, TokenizerConfigJson } from './tokenizerFiles.ts';

export interface SpecialIds {
  bos: number | null;
  eos: number | null;
  pad: number | null;
}

type Role = keyof SpecialIds;
const ROLES: readonly Role[] = ['bos', 'eos', 'pad'];

/**
 * A role set to null in tokenizer_config.json is a statement (Qwen has no BOS, though its config.json gives an id) and is
 * kept. A token that the vocabulary does not have becomes null, with a warning.
 */
export function specialIds(
  tokenizerConfig: TokenizerConfigJson | null,
  modelIds: ModelTokenIds | null,
  idOf: (token: string) => number | undefined,
): { ids: SpecialIds; warnings: string[] } {
  const ids: SpecialIds = { bos: null, eos: null, pad: null };
  const warnings: string[] = [];
  for (const role of ROLES) {
    const token = tokenizerConfig?.[`${role}_token`];
    if (token === undefined) ids[role] = modelIds?.[`${role}_token_id`] ?? null;
    else if (token !== null) {
      const id = idOf(token);
      if (id === undefined)
        warnings.push(
          `tokenizer_config.json names the ${role}_token "${token}", which tokenizer.json does not have.`,
        );
      ids[role] = id ?? null;
    }
  }
  return { ids, warnings };
}
