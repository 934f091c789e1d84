/** Rows of the inspector's token table and the order they stand in. */
import type { InspectedToken } from '../../protocol/inspection.ts';

export type TokenSortKey = 'position' | 'norm' | 'loss';

export interface TokenRow {
  position: number;
  token: InspectedToken;
}

/** Tokens without a loss come last in either direction. */
export function tokenRows(
  tokens: readonly InspectedToken[],
  sort: { key: TokenSortKey; descending: boolean },
): TokenRow[] {
  const sign = sort.descending ? -1 : 1;
  const value = ({ position, token }: TokenRow): number | null =>
    sort.key === 'position' ? position : token[sort.key];
  return tokens
    .map((token, position) => ({ position, token }))
    .sort((a, b) => {
      const [left, right] = [value(a), value(b)];
      if (left === null || right === null) return Number(left === null) - Number(right === null);
      return sign * (left - right) || a.position - b.position;
    });
}
