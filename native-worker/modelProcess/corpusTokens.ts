/** About how many tokens a corpus has, from a first sample of its documents. */
import type { CorpusSpec } from '../../protocol/corpus.ts';
import { openCorpus, type Corpus } from '../corpus/openCorpus.ts';
import { openTokenizer } from '../llm/tokenizer/openTokenizer.ts';
import { starterCorpusFolder } from '../starterMedia.ts';

/** UTF-16 units tokenized for the ratio. */
const SAMPLE_CHARACTERS = 200_000;
const SEED = 1;

/** @throws BadCorpusError when nothing can be read from it */
export async function corpusTokens(spec: CorpusSpec, modelFolder: string): Promise<number> {
  const starterFolder = spec.kind === 'starter' ? starterCorpusFolder() : '';
  const corpus = await openCorpus(spec, { starterFolder });
  try {
    const tokenizer = await openTokenizer(modelFolder);
    let tokens = 0;
    const { documents, isWhole } = await sample(corpus, (text) => {
      tokens += tokenizer.encode(text).ids.length;
    });
    if (isWhole || documents === 0) return tokens;
    // Documents come in an order drawn by the seed: those read are a fair sample of all, rows of tables included.
    return Math.round((tokens * (await corpus.countDocuments())) / documents);
  } finally {
    corpus.dispose();
  }
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
