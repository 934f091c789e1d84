import { describe, expect, it } from 'vitest';
import {
  documentDraws,
  interval95,
  sharesInDraws,
} from '../../../native-worker/monosemanticity/measure/bootstrap.ts';
import { chooseRule } from '../../../native-worker/monosemanticity/measure/chooseRule.ts';
import { f1, quarterOf, scoreUnit } from '../../../native-worker/monosemanticity/measure/scoreUnit.ts';
import { lookupTokens } from '../../../native-worker/monosemanticity/measure/tokenLookup.ts';
import { columnCode } from '../../../native-worker/monosemanticity/rules/ruleColumns.ts';
import { Random } from '../../../native-worker/sae/random.ts';
import { firing, plantedTable } from './plantedTable.ts';

const TOKENS = 20_000;
const A_DOCUMENT = 500;

/** Token ids cycle through 50; every 40th token stands first on its line; a key every 100th. */
const table = plantedTable(TOKENS, A_DOCUMENT, (i) => ({
  token: 1 + (i % 50),
  class: 1 + (i % 4),
  lineStart: i % 40 === 0 ? 1 : 0,
  key: i % 100 === 0 ? 1 : 0,
}));
const unit = (fires: (i: number) => boolean, value?: (i: number) => number) => {
  const half = firing(TOKENS, fires, value);
  return { a: half, b: half, threshold: 1 };
};
const halves = { a: table, b: table, standIn: null };
const condition = (column: Parameters<typeof columnCode>[0], value: number) => ({
  column: columnCode(column),
  value,
});

describe('choosing a rule', () => {
  it('takes the rule that holds on most active tokens', () => {
    const { tokens } = firing(TOKENS, (i) => i % 100 === 0 || i === 7);
    const found = chooseRule(table, tokens, 0.1);
    expect(found).toMatchObject({ rule: [condition('key', 1)], hits: 200, count: 200 });
  });

  it('leaves out rules that hold too often, and finds the pair that is rare enough', () => {
    const { tokens } = firing(TOKENS, (i) => i % 200 === 0);
    const found = chooseRule(table, tokens, 0.006);
    expect(found?.hits).toBe(100);
    expect(found?.count).toBe(100);
    // Token 1 stands on every 50th place and a line starts on every 40th: together on every 200th.
    expect(found?.rule).toEqual([condition('token', 1), condition('lineStart', 1)]);
  });

  it('prefers the rarer of equals, then the one with fewer conditions', () => {
    const { tokens } = firing(TOKENS, (i) => i % 100 === 0);
    expect(chooseRule(table, tokens, 0.1)?.rule).toEqual([condition('key', 1)]);
  });

  it('gives what trying every single rule and every pair gives', () => {
    const random = new Random(5);
    const small = plantedTable(400, 20, () => ({
      token: 1 + random.integer(6),
      previous: 1 + random.integer(6),
      class: random.integer(3),
      key: random.integer(2),
      indent: random.integer(4),
    }));
    for (let trial = 0; trial < 20; trial++) {
      const { tokens } = firing(400, () => random.uniform() < 0.05);
      const found = chooseRule(small, tokens, 0.08);
      expect(found === null ? null : [found.hits, found.count]).toEqual(bestByTrying(small, tokens, 0.08));
    }
  });

  it('gives nothing where every rule holds too often', () => {
    const plain = plantedTable(100, 10, () => ({ class: 1 }));
    expect(chooseRule(plain, firing(100, (i) => i < 5).tokens, 0.1)).toBeNull();
  });
});

function bestByTrying(
  small: typeof table,
  active: Uint32Array,
  mostShare: number,
): [hits: number, count: number] | null {
  const columns = ['token', 'previous', 'class', 'key', 'indent'] as const;
  const singles = columns.flatMap((column) => [1, 2, 3, 4, 5, 6].map((value) => condition(column, value)));
  const rules = singles.flatMap((a) => [
    [a] as const,
    ...singles.filter((b) => b.column > a.column).map((b) => [a, b] as const),
  ]);
  const all = Array.from({ length: small.size }, (_, i) => i);
  let best: [number, number] | null = null;
  for (const rule of rules) {
    const holds = (token: number): boolean => rule.every((c) => small.column(c.column)[token] === c.value);
    const count = all.filter(holds).length;
    const hits = [...active].filter(holds).length;
    if (hits === 0 || count > mostShare * small.size) continue;
    if (best === null || hits > best[0] || (hits === best[0] && count < best[1])) best = [hits, count];
  }
  return best;
}

describe('scoring a unit', () => {
  it('finds a feature that fires exactly on a rule monosemantic, and contextual as no token foretells it', () => {
    const score = scoreUnit(
      halves,
      unit((i) => i % 200 === 0),
    );
    expect(score).toMatchObject({ purity: 1, lowestQuarter: 1, enough: true, monosemantic: true });
    expect(score.ruleF1).toBe(1);
    // Token 1 stands at every 50th place: active on a quarter of them, so the look-up stays silent.
    expect(score.lookupF1).toBe(0);
    expect(score.contextual).toBe(true);
  });

  it('finds a feature of one token monosemantic but not contextual', () => {
    const score = scoreUnit(
      halves,
      unit((i) => i % 50 === 3),
    );
    expect(score).toMatchObject({ monosemantic: true, contextual: false, ruleF1: 1, lookupF1: 1 });
  });

  it('does not find the union of two rules monosemantic', () => {
    const score = scoreUnit(
      halves,
      unit((i) => i % 100 === 3 || i % 100 === 54),
    );
    expect(score.purity).toBe(0.5);
    expect(score).toMatchObject({ enough: true, monosemantic: false, contextual: false });
  });

  it('measures purity by quarters of threshold..max', () => {
    // 100 tokens under the rule at the maximum 5; at the threshold 1, 20 tokens of which 5 are under it.
    const strong = (i: number): boolean => i % 200 === 0;
    const weakHit = (i: number): boolean => i % 4000 === 100;
    const weakMiss = (i: number): boolean => i % 1000 === 557 && i < 15_000;
    const mixed = unit(
      (i) => strong(i) || weakHit(i) || weakMiss(i),
      (i) => (strong(i) ? 5 : 1.5),
    );
    const score = scoreUnit(halves, mixed);
    expect(score.quarters).toEqual([
      { active: 20, hits: 5 },
      { active: 0, hits: 0 },
      { active: 0, hits: 0 },
      { active: 100, hits: 100 },
    ]);
    expect(score.purity).toBe(105 / 120);
    expect(score.lowestQuarter).toBe(0.25);
    expect(score.monosemantic).toBe(false);
  });

  it('fails a feature whose lowest quarter is empty: nothing is known of its weak activations', () => {
    const score = scoreUnit(
      halves,
      unit(
        (i) => i % 200 === 0,
        () => 5,
      ),
    );
    expect(score.purity).toBe(1);
    expect(score.lowestQuarter).toBe(0);
    expect(score.monosemantic).toBe(false);
  });

  it('fails a feature with too few active tokens or documents', () => {
    expect(
      scoreUnit(
        halves,
        unit((i) => i % 1000 === 0),
      ),
    ).toMatchObject({ activeTokens: 20, enough: false });
    const crowded = scoreUnit(
      halves,
      unit((i) => i < 4000 && i % 100 === 0),
    );
    expect(crowded).toMatchObject({ activeTokens: 40, documents: 8, enough: false, monosemantic: false });
  });

  it('puts values into quarters, the maximum into the last', () => {
    expect([1, 1.99, 2, 4.99, 5].map((value) => quarterOf(value, 1, 5))).toEqual([0, 0, 1, 3, 3]);
    expect(quarterOf(1, 1, 1)).toBe(0);
  });

  it('knows F1 in closed form', () => {
    expect(f1(5, 10, 10)).toBe(0.5);
    expect(f1(0, 0, 10)).toBe(0);
    expect(f1(0, 0, 0)).toBe(0);
  });

  it('lets the look-up fire on tokens that were active at least half of the time', () => {
    // Token 1 + 3: 400 places, all active; token 1 + 4: 200 of 400; token 1 + 5: 100 of 400.
    const { tokens } = firing(TOKENS, (i) => i % 50 === 3 || i % 100 === 4 || i % 200 === 5);
    expect([...lookupTokens(table, tokens)].sort()).toEqual([4, 5]);
  });
});

describe('the null test', () => {
  it('reads rules of another document, under which hardly any feature is pure', () => {
    const random = new Random(3);
    const noisy = plantedTable(TOKENS, A_DOCUMENT, () => ({
      token: 1 + random.integer(200),
      previous: 1 + random.integer(200),
      class: 1 + random.integer(6),
    }));
    const elsewhere = Uint32Array.from({ length: TOKENS }, (_, i) => (i + 7 * A_DOCUMENT) % TOKENS);
    const tokens = noisy.column(columnCode('token'));
    const features = Array.from({ length: 50 }, (_, f) => {
      const half = firing(TOKENS, (i) => tokens[i] === f + 1);
      return { a: half, b: half, threshold: 0.5 };
    });
    const straight = features.map((feature) => scoreUnit({ a: noisy, b: noisy, standIn: null }, feature));
    const shuffled = features.map((feature) =>
      scoreUnit({ a: noisy, b: noisy, standIn: { a: elsewhere, b: elsewhere } }, feature),
    );
    expect(straight.filter(({ purity }) => purity === 1)).toHaveLength(50);
    expect(shuffled.filter(({ purity }) => purity >= 0.5)).toHaveLength(0);
  });
});

describe('the bootstrap over documents', () => {
  const sure = scoreUnit(
    halves,
    unit((i) => i % 200 === 0),
  );
  const unsure = scoreUnit(
    halves,
    unit((i) => (i < TOKENS * 0.8 ? i % 200 === 0 : i % 200 === 57)),
  );

  it('gives the same draws for the same seed, and others for another', () => {
    expect(documentDraws(40, 1, 5)).toEqual(documentDraws(40, 1, 5));
    expect(documentDraws(40, 1, 5)).not.toEqual(documentDraws(40, 2, 5));
    for (const draw of documentDraws(40, 1, 5)) expect(draw.reduce((a, b) => a + b, 0)).toBe(40);
  });

  it('is certain of a feature that is pure in every document, and not of one on the edge', () => {
    const draws = documentDraws(TOKENS / A_DOCUMENT, 7, 400);
    const certain = interval95(sharesInDraws([sure], draws).monosemantic);
    expect(certain).toEqual({ least: 1, most: 1 });
    expect(unsure.purity).toBe(0.8);
    const { monosemantic } = sharesInDraws([unsure], draws);
    const mean = monosemantic.reduce((a, b) => a + b, 0) / draws.length;
    expect(mean).toBeGreaterThan(0.3);
    expect(mean).toBeLessThan(0.8);
  });

  it('gives the measured share when each document is drawn once', () => {
    const once = [new Uint16Array(TOKENS / A_DOCUMENT).fill(1)];
    const shares = sharesInDraws([sure, unsure], once);
    expect(shares.monosemantic[0]).toBe((Number(sure.monosemantic) + Number(unsure.monosemantic)) / 2);
    expect(shares.contextual[0]).toBe((Number(sure.contextual) + Number(unsure.contextual)) / 2);
  });
});
