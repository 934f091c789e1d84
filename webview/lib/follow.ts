/** Reads state for its own sake: the effect or getter round it runs again when any of the values changes. */
export const follow = (...values: readonly unknown[]): number => values.length;
