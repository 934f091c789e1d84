/** About how many tokens a corpus has, from a first sample of its documents. */
import type { CorpusSpec } from '../../protocol/corpus.ts';
import type { ModelSummary } from '../../protocol/model.ts';
import { EmptyCorpusError } from '../corpus/corpusErrors.ts';
import { openCorpus, type Corpus } from '../corpus/openCorpus.ts';
import { ModelFolderError } from '../llm/modelFolderError.ts';
import { openTokenizer } from '../llm/tokenizer/openTokenizer.ts';
import { starterCorpusFolder } from '../starterMedia.ts';

/** UTF-16 units tokenized for the ratio. */
const SAMPLE_CHARACTERS = 200_000;
const SEED = 1;

/** @throws BadCorpusError when there is no text in it, ModelFolderError when the tokenizer is not the model's */
export async function corpusTokens(
  spec: CorpusSpec,
  { folder, vocabularySize }: Pick<ModelSummary, 'folder' | 'vocabularySize'>,
): Promise<number> {
  const starterFolder = spec.kind === 'starter' ? starterCorpusFolder() : '';
  const corpus = await openCorpus(spec, { starterFolder });
  try {
    const tokenizer = await openTokenizer(folder);
    let tokens = 0;
    const { documents, isWhole } = await sample(corpus, (text) => {
      const { ids } = tokenizer.encode(text);
      checkIds(ids, vocabularySize, folder);
      tokens += ids.length;
    });
    if (tokens === 0) throw emptyCorpus(corpus);
    if (isWhole || documents === 0) return tokens;
    // Documents come in an order drawn by the seed: those read are a fair sample of all, rows of tables included.
    return Math.round((tokens * (await corpus.countDocuments())) / documents);
  } finally {
    corpus.dispose();
  }
}

/** A tokenizer of another model would fail only once the run has begun. */
function checkIds(ids: ArrayLike<number>, vocabularySize: number, folder: string): void {
  const id = Array.from(ids).find((each) => each >= vocabularySize);
  if (id === undefined) return;
  throw new ModelFolderError(
    folder,
    `its tokenizer.json gives the token id ${id}, but the model's vocabulary has ${vocabularySize}.`,
    'Take the tokenizer.json of the same model.',
  );
}

function emptyCorpus({ files, skipped }: Corpus): EmptyCorpusError {
  const named = skipped.slice(0, 3).map(({ path, reason }) => `${path}: ${reason}`);
  const more = skipped.length > named.length ? `; and ${skipped.length - named.length} more` : '';
  return new EmptyCorpusError(
    `The corpus has no text (files: ${files}${skipped.length > 0 ? `, left out: ${named.join('; ')}${more}` : ', all empty'}). ` +
      'Choose text files in UTF-8; a file too large to be taken from a folder is read when it is named itself.',
  );
}

async function sample(
  corpus: Corpus,
  take: (text: string) => void,
): Promise<{ documents: number; isWhole: boolean }> {
  let documents = 0;
  let characters = 0;
  for await (const { text } of corpus.documents(SEED)) {
    take(text);
    documents += 1;
    characters += text.length;
    if (characters >= SAMPLE_CHARACTERS) return { documents, isWhole: false };
  }
  return { documents, isWhole: true };
}
