/** The examples of an item: its strongest tokens, one a document, and tokens drawn from all on which it is active. */
import type { TokenizedCorpus } from '../../native-worker/corpus/tokenRows.ts';
import type { Random } from '../../native-worker/sae/random.ts';
import type { ActivePlaces } from './collectPlaces.ts';

const TOP = 12;
const RANDOM = 8;
/** Tokens shown around the one in question; the model saw nothing before the start of the row. */
const BEFORE = 20;
const AFTER = 10;

export interface Example {
  /** 0 where the item is only just active, 1 at its strongest token: the scale of every kind of item is the same. */
  strength: number;
  before: string;
  token: string;
  after: string;
  /** Where `before` begins at the first token of the model's window. */
  fromStart: boolean;
}

export interface ItemExamples {
  top: Example[];
  random: Example[];
}

export function examplesOf(corpus: TokenizedCorpus, places: ActivePlaces, random: Random): ItemExamples {
  const drawn = random.sample(Math.min(RANDOM, places.count), places.count);
  return {
    top: topOfDocuments(corpus, places).map((rank) => exampleAt(corpus, places, rank)),
    random: drawn.map((rank) => exampleAt(corpus, places, rank)),
  };
}

function topOfDocuments({ rows }: TokenizedCorpus, places: ActivePlaces): number[] {
  const documents = new Set<number>();
  const ranks: number[] = [];
  for (let rank = 0; rank < places.count && ranks.length < TOP; rank++) {
    const document = rows.documentOf(places.rows[rank] ?? 0);
    if (documents.has(document)) continue;
    documents.add(document);
    ranks.push(rank);
  }
  return ranks;
}

function exampleAt(corpus: TokenizedCorpus, places: ActivePlaces, rank: number): Example {
  const { document, starts, ends } = corpus.rows.at(places.rows[rank] ?? 0);
  const position = places.positions[rank] ?? 0;
  const first = Math.max(0, position - BEFORE);
  const start = starts[position] ?? -1;
  const end = ends[position] ?? -1;
  const from = starts.subarray(first, position).find((place) => place >= 0) ?? start;
  const until = ends.subarray(position + 1, position + 1 + AFTER).reduce((a, b) => Math.max(a, b), end);
  const best = places.values[0] ?? 0;
  const range = best - places.floor;
  return {
    strength: range > 0 ? ((places.values[rank] ?? 0) - places.floor) / range : 1,
    before: start < 0 ? '' : corpus.text(document, from, start),
    token: start < 0 ? '' : corpus.text(document, start, end),
    after: start < 0 ? '' : corpus.text(document, end, until),
    fromStart: first === 0,
  };
}
