/** 66,000 made-up features, each a function of its index, answering the pages and details that the explorer asks for. */
import type {
  FeatureDetail,
  FeatureExample,
  FeaturePage,
  FeaturePageRequest,
  FeaturePurity,
  FeatureRow,
} from '../../../protocol/feature.ts';
import type { LogitEffects } from '../../../protocol/logitEffects.ts';
import { CONTEXTS, KINDS, type SampleContext } from './sampleText.ts';

export const SAMPLE_FEATURES = 66_000;
const GROUPS = 10;
const CLOSED_TERM = /@(\w+):(>=|<=|>|<)?(\S+)/g;

/** A number in 0..1 that depends on nothing but its arguments. */
function noise(...seeds: number[]): number {
  let hash = 2166136261;
  for (const seed of seeds) hash = Math.imul(hash ^ seed, 16777619) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 2246822519) >>> 0;
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

export const kindOf = (index: number) => KINDS[Math.floor(noise(index, 7) * KINDS.length)] ?? KINDS[0];

export class SampleFeatures {
  readonly rows: FeatureRow[];
  readonly notes = new Map<number, string | null>();
  indexStep = 3000;
  /** In place of those that each feature has. */
  effects: LogitEffects | null = null;
  #last: { key: string; rows: FeatureRow[] } | null = null;

  constructor(count = SAMPLE_FEATURES) {
    this.rows = Array.from({ length: count }, (_, index) => makeRow(index, count));
  }

  page(request: FeaturePageRequest): FeaturePage {
    const problem = problemOf(request.query);
    const matching = this.#list(request);
    return {
      rows: matching.slice(request.offset, request.offset + request.limit),
      matching: matching.length,
      total: this.rows.length,
      indexStep: this.indexStep,
      queryProblem: problem,
    };
  }

  /** The list asked for last is kept: its pages come one after the other. */
  #list({ query, sort }: FeaturePageRequest): FeatureRow[] {
    const key = JSON.stringify({ query, sort });
    if (this.#last?.key === key) return this.#last.rows;
    const sign = sort.descending ? -1 : 1;
    const rows = this.rows.filter((row) => matchesQuery(row, query));
    rows.sort((a, b) => sign * (a[sort.key] - b[sort.key]) || a.index - b.index);
    this.#last = { key, rows };
    return rows;
  }

  detail(index: number): FeatureDetail {
    const row = this.rows[index];
    if (!row) throw new Error(`Feature ${index} is not in this run: it has 0 to ${this.rows.length - 1}.`);
    return {
      row,
      histogram: histogramOf(row),
      examples: examplesOf(row),
      neighbours: Array.from({ length: 6 }, (_, i) => {
        const neighbour = Math.floor(noise(index, 90 + i) * this.rows.length);
        return { index: neighbour, cosine: 0.9 - 0.09 * i, topTokens: this.rows[neighbour]?.topTokens ?? [] };
      }),
      note: this.notes.get(index) ?? null,
      logitEffects: this.effects ?? logitEffectsOf(index),
    };
  }
}

function makeRow(index: number, count: number): FeatureRow {
  const group = Math.floor((index / count) * GROUPS);
  const targetFrequency = 0.05 * 0.01 ** (group / (GROUPS - 1));
  const density = targetFrequency * (0.05 + 0.95 * noise(index, 1) ** 2);
  const threshold = 0.2 + 0.3 * noise(index, 2);
  const maxActivation = threshold + 0.15 + 0.6 * noise(index, 3);
  const kind = kindOf(index);
  return {
    index,
    group,
    density,
    targetFrequency,
    maxActivation,
    meanActivation: threshold + (maxActivation - threshold) * 0.3,
    threshold,
    clusterSize: noise(index, 4) > 0.92 ? 2 + Math.floor(noise(index, 5) * 4) : 1,
    topTokens: kind ? topTokensOf(index, kind.matches) : [],
    label: noise(index, 6) > 0.85 ? (kind?.label ?? null) : null,
    pinned: noise(index, 8) > 0.985,
    purity: noise(index, 14) > 0.9 ? null : purityOf(index),
  };
}

function purityOf(index: number): FeaturePurity {
  const purity = 0.3 + 0.7 * noise(index, 15);
  const rules = [
    'the token “import”, first on its line',
    'in a string, in a .json file',
    'syntax node ArgList',
  ];
  return {
    rule: rules[index % rules.length] ?? '',
    purity,
    lowestQuarter: purity * (0.6 + 0.4 * noise(index, 16)),
    monosemantic: purity >= 0.8,
    contextual: purity >= 0.9,
  };
}

/** `[before, token, after]`, as the index keeps it; now and then a feature that never fired. */
function topTokensOf(index: number, matches: (token: string) => boolean): string[] {
  if (noise(index, 9) > 0.98) return [];
  const { tokens } = CONTEXTS[Math.floor(noise(index, 10) * CONTEXTS.length)] ?? { tokens: [] };
  const firing = tokens.flatMap((token, i) => (matches(token) ? [i] : []));
  const at = firing[Math.floor(noise(index, 13) * firing.length)];
  if (at === undefined) return [];
  return [
    tokens.slice(Math.max(0, at - 5), at).join(''),
    tokens[at] ?? '',
    tokens.slice(at + 1, at + 4).join(''),
  ];
}

const VOCABULARY = 49_152;

/** A bell of effects with the feature's own tokens far out; white space and a broken character among them. */
export function logitEffectsOf(index: number): LogitEffects {
  const raised = [
    ' const',
    'import',
    '\n\n',
    ' =>',
    '\t',
    ' listening',
    '\\xE2',
    '    ',
    'Mediate',
    ' route',
  ];
  const lowered = ['})', ' the', '\r\n', ';', ' ', '</script>', ' internationalisation', '##', '0', 'Ġ'];
  const end = (texts: string[], sign: 1 | -1, seed: number) =>
    texts.map((text, i) => ({
      token: seed * 1000 + i,
      text,
      effect: sign * (0.55 - 0.03 * i - 0.02 * noise(index, seed)),
    }));
  const bins = 48;
  return {
    kind: 'effects',
    raised: end(raised, 1, 21),
    lowered: end(lowered, -1, 22),
    histogram: {
      edges: Array.from({ length: bins + 1 }, (_, i) => -0.55 + (1.1 * i) / bins),
      counts: Array.from({ length: bins }, (_, i) =>
        Math.round(0.09 * VOCABULARY * Math.exp(-(((i - 23.5) / 5) ** 2) / 2) + 3 * noise(index, i, 23)),
      ),
    },
    vocabularySize: VOCABULARY,
    perNorm: true,
  };
}

function histogramOf(row: FeatureRow): FeatureDetail['histogram'] {
  const bins = 40;
  const width = (row.maxActivation - row.threshold) / bins;
  return {
    edges: Array.from({ length: bins + 1 }, (_, i) => row.threshold + i * width),
    counts: Array.from({ length: bins }, (_, i) =>
      Math.round(row.density * 2e6 * 0.2 * Math.exp(-i / 6) * (0.6 + 0.8 * noise(row.index, i))),
    ),
  };
}

function examplesOf(row: FeatureRow): FeatureExample[] {
  const kind = kindOf(row.index);
  const make = (i: number, strength: number, which: Pick<FeatureExample, 'kind' | 'band'>) => {
    const context = CONTEXTS[Math.floor(noise(row.index, i, 11) * CONTEXTS.length)] ?? CONTEXTS[0];
    return context && kind ? exampleIn(context, kind.matches, row, strength, i, which) : null;
  };
  const examples = [
    ...Array.from({ length: 12 }, (_, i) => make(i, 1 - 0.03 * i, { kind: 'top', band: null })),
    ...Array.from({ length: 20 }, (_, i) =>
      make(100 + i, (4 - (i % 4) - 0.5) / 4, { kind: 'quantile', band: 3 - (i % 4) }),
    ),
    ...Array.from({ length: 5 }, (_, i) =>
      make(200 + i, noise(row.index, i), { kind: 'random', band: null }),
    ),
  ];
  return examples.filter((example) => example !== null);
}

function exampleIn(
  { source, tokens, ranges }: SampleContext,
  matches: (token: string) => boolean,
  row: FeatureRow,
  strength: number,
  seed: number,
  which: Pick<FeatureExample, 'kind' | 'band'>,
): FeatureExample | null {
  const firing = tokens.flatMap((token, i) => (matches(token) ? [i] : []));
  const target = firing[Math.floor(noise(row.index, seed, 12) * firing.length)];
  if (target === undefined) return null;
  const first = Math.max(0, target - 20);
  const last = Math.min(tokens.length, target + 12);
  const span = row.maxActivation - row.threshold;
  const activations = tokens.slice(first, last).map((token, i) => {
    if (first + i === target) return row.threshold + span * strength;
    return matches(token) ? row.threshold + span * strength * noise(row.index, seed, i) : 0;
  });
  return {
    ...which,
    source,
    range: { start: ranges[first]?.start ?? 0, end: ranges[last - 1]?.end ?? 0 },
    tokens: tokens.slice(first, last),
    tokenRanges: ranges.slice(first, last),
    activations,
    peak: target - first,
  };
}

const COLUMN_VALUES: Record<string, (row: FeatureRow) => number> = {
  density: (row) => row.density,
  max: (row) => row.maxActivation,
  mean: (row) => row.meanActivation,
  group: (row) => row.group,
  cluster: (row) => row.clusterSize,
  purity: (row) => row.purity?.purity ?? NaN,
  index: (row) => row.index,
};

function problemOf(query: string): string | null {
  for (const [, column = ''] of query.matchAll(CLOSED_TERM))
    if (!COLUMN_VALUES[column])
      return `There is no column "${column}". Columns: ${Object.keys(COLUMN_VALUES).join(', ')}.`;
  return null;
}

function matchesQuery(row: FeatureRow, query: string): boolean {
  for (const [, column = '', comparison = '', text = ''] of query.matchAll(CLOSED_TERM)) {
    const value = COLUMN_VALUES[column]?.(row);
    if (value === undefined) continue;
    const bound = Number(text);
    if (comparison === '>' && !(value > bound)) return false;
    if (comparison === '>=' && !(value >= bound)) return false;
    if (comparison === '<' && !(value < bound)) return false;
    if (comparison === '<=' && !(value <= bound)) return false;
    if (comparison === '' && value !== bound) return false;
  }
  const words = query.replace(CLOSED_TERM, ' ').split(/\s+/).filter(Boolean);
  const text = `${row.label ?? ''} ${row.topTokens.join(' ')}`.toLowerCase();
  return words.every((word) => text.includes(word.toLowerCase()));
}
