/** Opens the tokenizer of a model folder. */
import { join } from 'node:path';
import { Tokenizer as PackageTokenizer, type Model } from '@huggingface/tokenizers';
import { modelFolderAt } from '../modelFolder.ts';
import { createNormaliser } from './normalisers.ts';
import { PieceEncoder } from './pieceEncoder.ts';
import { PipelineTokenizer } from './pipelineTokenizer.ts';
import { createPreTokenizer } from './preTokenizers.ts';
import { specialIds } from './specialIds.ts';
import {
  readModelTokenIds,
  readTokenizerConfig,
  readTokenizerJson,
  type AddedTokenConfig,
  type TokenizerJson,
} from './tokenizerFiles.ts';
import { BadTokenizerError } from './tokenizerErrors.ts';
import { tokenBytes, tokenText, type TokenStyle } from './tokenText.ts';

/**
 * Reads `tokenizer.json`, `tokenizer_config.json` and `config.json` of a model folder (the last two may be missing).
 * @param given the folder, its `onnx/`, or an .onnx file in either
 * @throws TokenizerNotFoundError, BadTokenizerError, UnsupportedTokenizerError
 */
export async function openTokenizer(given: string): Promise<PipelineTokenizer> {
  const folder = await modelFolderAt(given);
  const [json, config, modelIds] = await Promise.all([
    readTokenizerJson(folder),
    readTokenizerConfig(folder),
    readModelTokenIds(folder),
  ]);
  const model = loadModel(folder, json);
  const preTokenizer = createPreTokenizer(json.pre_tokenizer);
  const style = tokenStyle(json);
  const added = new Map(json.added_tokens.map((token) => [token.id, token]));
  const special = specialIds(config, modelIds, (token) => model.tokens_to_ids.get(token));
  return new PipelineTokenizer({
    addedTokens: json.added_tokens,
    normalise: createNormaliser(json.normalizer),
    preTokenizer,
    encoder: new PieceEncoder(model, preTokenizer.byteLevel),
    tokenText: (id) => added.get(id)?.content ?? readable(model, id, style),
    tokenBytes: (id) => generated(added.get(id), model.vocab[id], style),
    vocabularySize: model.vocab.length,
    specialIds: special.ids,
    warnings: special.warnings,
  });
}

/** The package builds the model with its added tokens; `raw` lets its optional parts be missing. */
function loadModel(folder: string, json: TokenizerJson): Model {
  const parts = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
  try {
    const { model } = new PackageTokenizer({ ...json.raw, ...parts, added_tokens: json.added_tokens }, {});
    if (model !== null) return model;
  } catch (error) {
    throw new BadTokenizerError(
      join(folder, 'tokenizer.json'),
      `its model cannot be read (${String(error)})`,
      {
        cause: error,
      },
    );
  }
  throw new BadTokenizerError(join(folder, 'tokenizer.json'), 'it has no model');
}

function tokenStyle(json: TokenizerJson): TokenStyle {
  const stages = JSON.stringify([json.normalizer, json.pre_tokenizer]);
  if (stages.includes('"type":"ByteLevel"')) return { kind: 'byteLevel' };
  const marker = /"(\u2581)/u.exec(stages)?.[1];
  return marker === undefined ? { kind: 'plain' } : { kind: 'spaceMarker', marker };
}

function readable(model: Model, id: number, style: TokenStyle): string {
  const token: string | undefined = model.vocab[id];
  // Models pad their embedding to a round number of rows: such ids can be predicted, but stand for nothing.
  return token === undefined ? `<unused ${id}>` : tokenText(token, style);
}

/** Special tokens mark places in a text and are none of it; ids that stand for nothing add nothing. */
function generated(
  added: AddedTokenConfig | undefined,
  token: string | undefined,
  style: TokenStyle,
): Uint8Array {
  if (added) return new TextEncoder().encode(added.special ? '' : added.content);
  return token === undefined ? new Uint8Array(0) : tokenBytes(token, style);
}
