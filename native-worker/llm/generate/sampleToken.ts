/**
 * The next token from logits. Random numbers are a function of (seed, position, token) alone (Gumbel-max): two texts made with one seed, one
 * of them steered, meet the same luck and part only where the odds have changed.
 */

export interface SamplingRule {
  /** 0: the likeliest token, always. */
  temperature: number;
  /** Least share of probability kept, likeliest tokens first; 1 keeps all. */
  topP: number;
  /** Most tokens kept; null keeps all. */
  topK: number | null;
  seed: number;
}

export class NonFiniteLogitsError extends Error {
  constructor(position: number, value: number, id: number) {
    super(
      `The model's logits after position ${position} are not finite (${value} for token ${id}). ` +
        `Steer less strongly, or use a model file of higher precision than float16.`,
    );
    this.name = 'NonFiniteLogitsError';
  }
}

/**
 * @param logits shape [at least vocabularySize]; padding behind the vocabulary is never chosen
 * @throws NonFiniteLogitsError; minus infinity is taken for a token that the model rules out
 */
export function sampleToken(
  logits: Float32Array,
  vocabularySize: number,
  rule: SamplingRule,
  position: number,
): number {
  const best = likeliest(logits, vocabularySize, position);
  if (rule.temperature === 0) return best;
  const odds = (id: number): number => (logits[id] ?? -Infinity) / rule.temperature;
  let chosen = best;
  let highest = -Infinity;
  for (const id of keptTokens(logits, vocabularySize, rule, logits[best] ?? 0)) {
    const value = odds(id) + gumbel(rule.seed, position, id);
    if (value > highest) {
      highest = value;
      chosen = id;
    }
  }
  return chosen;
}

/** The first of the largest, as PyTorch's argmax. */
function likeliest(logits: Float32Array, vocabularySize: number, position: number): number {
  let best = 0;
  for (let id = 0; id < vocabularySize; id++) {
    const value = logits[id] ?? NaN;
    if (Number.isNaN(value) || value === Infinity) throw new NonFiniteLogitsError(position, value, id);
    if (value > (logits[best] ?? -Infinity)) best = id;
  }
  if (logits[best] === -Infinity) throw new NonFiniteLogitsError(position, -Infinity, best);
  return best;
}

/** First cut of the candidates, as a share of the likeliest token's probability; lowered until enough are kept. */
const firstCut = 1e-3;
const cutStep = 30;
/** Below it all are candidates. */
const leastCut = 1e-30;

/** Ids that top-k, then top-p keep, in no order. A full sort of a large vocabulary would cost more than a token of a small model. */
function keptTokens(
  logits: Float32Array,
  vocabularySize: number,
  { temperature, topP, topK }: SamplingRule,
  largest: number,
): Iterable<number> {
  if (topP >= 1 && topK === null) return Array(vocabularySize).keys();
  const weight = (id: number): number => Math.exp(((logits[id] ?? -Infinity) - largest) / temperature);
  let total = 0;
  for (let id = 0; id < vocabularySize; id++) total += weight(id);
  const most = topK === null ? null : Math.min(topK, vocabularySize);
  for (let cut = firstCut; ; cut /= cutStep) {
    const least = cut < leastCut ? 0 : cut;
    const candidates: Candidate[] = [];
    for (let id = 0; id < vocabularySize; id++) {
      const own = weight(id);
      if (own >= least) candidates.push({ id, weight: own });
    }
    const kept = cutCandidates(candidates, topP, most, total) ?? (least === 0 ? candidates : null);
    if (kept !== null) return kept.map(({ id }) => id);
  }
}

interface Candidate {
  id: number;
  weight: number;
}

/** What is kept of the likeliest tokens; null where less likely ones may be kept too. As in transformers, top-p sees what top-k left. */
function cutCandidates(
  candidates: Candidate[],
  topP: number,
  most: number | null,
  total: number,
): Candidate[] | null {
  if (most !== null && candidates.length < most) return null;
  candidates.sort((a, b) => b.weight - a.weight || a.id - b.id);
  const first = most === null ? candidates : candidates.slice(0, most);
  const mass = most === null ? total : first.reduce((sum, { weight }) => sum + weight, 0);
  let before = 0;
  const last = first.findIndex(({ weight }) => {
    before += weight;
    return before >= topP * mass;
  });
  if (last >= 0) return first.slice(0, last + 1);
  return most === null ? null : first;
}

/** Standard Gumbel noise, the same for the same three numbers on every machine. */
export function gumbel(seed: number, position: number, id: number): number {
  const word = mix(mix(mix(seed, 0x9e3779b9), position), id);
  // Within (0, 1), both ends left out.
  return -Math.log(-Math.log((word + 0.5) / 2 ** 32));
}

/** murmur3's finaliser over a word and a running hash. */
function mix(hash: number, word: number): number {
  let mixed = (hash ^ Math.imul(word + 0x7f4a7c15, 0x85ebca6b)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
