/** Which tokens end a text: those of generation_config.json and config.json (one or several), and the tokenizer's own. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ModelFolderError } from '../modelFolderError.ts';

const id = z.int().nonnegative();
const ids = z.union([id.transform((one) => [one]), z.array(id)]).nullish();
const schema = z.object({ eos_token_id: ids, text_config: z.object({ eos_token_id: ids }).nullish() });

/** @throws ModelFolderError for a file that is no JSON, or whose eos_token_id is no token id. A missing generation_config.json is none. */
export async function endTokens(folder: string, tokenizerEos: number | null): Promise<ReadonlySet<number>> {
  const found = await Promise.all(
    ['generation_config.json', 'config.json'].map((name) => read(folder, name)),
  );
  return new Set([...found.flat(), ...(tokenizerEos === null ? [] : [tokenizerEos])]);
}

async function read(folder: string, name: string): Promise<number[]> {
  let text: string;
  try {
    text = await readFile(path.join(folder, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const nextStep = `Take the ${name} of the model's own repository.`;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ModelFolderError(folder, `${name} is no JSON (${(error as Error).message}).`, nextStep);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    throw new ModelFolderError(folder, `${name}: ${z.prettifyError(parsed.error)}.`, nextStep);
  }
  return [...(parsed.data.eos_token_id ?? []), ...(parsed.data.text_config?.eos_token_id ?? [])];
}
