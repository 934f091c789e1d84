/** Which documents rules are chosen on, and which they are scored on. */

/** A chooses, B scores; by bits of the sha256 (hex) that the split into training and held-out text does not look at. */
export function isChoosingHalf(hash: string): boolean {
  return Number.parseInt(hash.slice(8, 16), 16) < 2 ** 31;
}
