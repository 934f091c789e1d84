/** States whose thresholds leave a wanted share of a batch's pairs active. */
import type { BackendOptions } from '../../../native-worker/compute/backend.ts';
import { openBackend } from '../../../native-worker/compute/openBackend.ts';
import type { SaeState } from '../../../native-worker/compute/saeState.ts';

/** Sets b, or theta where it is learned, to the quantile of each feature's u over the batch; features differ a little. */
export async function withDensity(
  options: BackendOptions,
  state: SaeState,
  batch: Float32Array,
  density: number,
): Promise<SaeState> {
  const reference = await openBackend('reference', options);
  await reference.load(state);
  const u = await reference.preActivations(batch);
  await reference.dispose();
  const { dSae } = options;
  const rows = u.length / dSae;
  const quantiles = Float32Array.from({ length: dSae }, (_, m) => {
    const own = Float32Array.from({ length: rows }, (_, row) => u[row * dSae + m] ?? 0).sort();
    const above = Math.min(rows, Math.round(rows * density + (((m * 0.618) % 1) - 0.5)));
    if (above <= 0) return (own[rows - 1] ?? 0) + 0.01;
    // The widest of the next few gaps, so that no pair is close to its threshold.
    const gaps = Array.from({ length: Math.min(4, above) }, (_, i) => {
      const [last, next] = [own[rows - above + i] ?? 0, own[rows - above + i - 1] ?? (own[0] ?? 0) - 0.02];
      return { width: last - next, middle: (last + next) / 2 };
    });
    return gaps.reduce((widest, gap) => (gap.width > widest.width ? gap : widest)).middle;
  });
  if (options.selection.kind !== 'learnedThreshold') {
    return { ...state, biases: quantiles.map((value) => -value) };
  }
  const thresholds = quantiles.map((value, m) => Math.max(0, value + (state.biases[m] ?? 0)));
  return { ...state, thresholds };
}
