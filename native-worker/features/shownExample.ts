/**
 * An example as the feature page shows it. Tokens that share a character of the source (an emoji in four byte-level tokens) are shown
 * as one, with their largest z: so the texts put together are the source, and no activation is lost.
 */
import type { FeatureExample } from '../../protocol/feature.ts';
import { fromHalf } from '../activations/halfFloat.ts';
import type { IndexExample } from './featureIndex.ts';
import { type SourceRow, tokenSourceText } from './sourceRow.ts';

/** @param tokenTexts texts by id of the tokens that have no range in the source */
export function shownExample(
  example: IndexExample,
  row: SourceRow,
  tokenTexts: Readonly<Record<string, string>>,
): FeatureExample {
  const shown: Omit<FeatureExample, 'kind' | 'band' | 'source' | 'range'> = {
    tokens: [],
    tokenRanges: [],
    activations: [],
    peak: 0,
  };
  example.window.forEach((half, i) => {
    const position = example.first + i;
    const isPeak = position === example.position;
    // The peak's z is kept in float32; the others are rounded to fp16.
    const z = isPeak ? example.value : fromHalf(half);
    if (i === 0 || !sharesCharacter(row, position)) appendToken(shown, row, position, tokenTexts);
    const last = shown.activations.length - 1;
    shown.activations[last] = Math.max(shown.activations[last] ?? 0, z);
    if (isPeak) shown.peak = last;
  });
  return {
    kind: example.kind,
    band: example.band,
    source: row.source,
    range: spanOf(shown.tokenRanges),
    ...shown,
  };
}

/** Whether a token starts inside the range of the one before it. */
function sharesCharacter(row: SourceRow, position: number): boolean {
  const start = row.starts[position] ?? -1;
  return start >= 0 && start < (row.ends[position - 1] ?? -1);
}

function appendToken(
  shown: { tokens: string[]; tokenRanges: FeatureExample['tokenRanges']; activations: number[] },
  row: SourceRow,
  position: number,
  tokenTexts: Readonly<Record<string, string>>,
): void {
  const start = row.starts[position] ?? -1;
  shown.tokens.push(tokenSourceText(row, position) ?? tokenTexts[row.tokens[position] ?? -1] ?? '');
  shown.tokenRanges.push(start < 0 ? null : { start, end: row.ends[position] ?? start });
  shown.activations.push(0);
}

function spanOf(ranges: FeatureExample['tokenRanges']): FeatureExample['range'] {
  const placed = ranges.filter((range) => range !== null);
  const [first] = placed;
  const last = placed[placed.length - 1];
  return first && last ? { start: first.start, end: last.end } : null;
}
