/**
 * Explained variance of the SAE as it was exported, on every held-out token. metrics.jsonl ends
 * with what was measured before the last refit of scales and offset, which can be lower.
 */
import type { HarvestedBatch } from '../../native-worker/activations/harvest.ts';
import { reconstructionMetrics } from '../../native-worker/sae/metrics/reconstruction.ts';
import type { FinishedRun } from './finishedRun.ts';

export class HeldOutFit {
  private readonly run: FinishedRun;
  private readonly rows: ReadonlySet<number>;
  private readonly raw: Float32Array[] = [];
  private readonly decoded: Float32Array[] = [];

  constructor(run: FinishedRun) {
    this.run = run;
    this.rows = new Set(run.corpus.rows.indices('heldOut'));
  }

  async add({ activations, dIn, rows }: HarvestedBatch): Promise<void> {
    const { sae } = this.run;
    const heldOut = Array.from(rows.keys()).filter((token) => this.rows.has(rows[token] ?? 0));
    if (heldOut.length === 0) return;
    const raw = new Float32Array(heldOut.length * dIn);
    for (const [i, token] of heldOut.entries()) {
      raw.set(activations.subarray(token * dIn, (token + 1) * dIn), i * dIn);
    }
    this.raw.push(raw);
    this.decoded.push(await sae.decode(await sae.encode(raw), raw));
  }

  explainedVariance(): number {
    return reconstructionMetrics(joined(this.raw), joined(this.decoded), this.run.sae.dIn).explainedVariance;
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
