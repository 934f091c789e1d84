/**
 * Steps in one run where the state crosses the host with each: its copies, about as long as a step of a fast card at usual sizes, then
 * cost a tenth of one. Metrics and adaptation come every ten steps at the least, so more would seldom be used.
 */
export const stepsPerCrossing = 10;
