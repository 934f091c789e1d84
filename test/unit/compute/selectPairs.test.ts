import { expect, it } from 'vitest';
import type { Selection } from '../../../native-worker/compute/backend.ts';
import { selectPairs } from '../../../native-worker/compute/reference/selectPairs.ts';

/** Three rows of four features; the second row has one positive y, the third repeats a value. */
const y = Float64Array.of(3, -1, 2, 1, -2, 0.5, 0, -1, 1, 4, 1, 1);
const thresholds = Float64Array.of(2, 0, 2.5, 0);

it.each<[selection: Selection, active: number[]]>([
  [{ kind: 'threshold' }, [1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1]],
  [{ kind: 'learnedThreshold', bandwidth: 0.1 }, [1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1]],
  [{ kind: 'topk', k: 2 }, [1, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0]],
  [{ kind: 'batchtopk', k: 1 }, [1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0]],
  [{ kind: 'batchtopk', k: 2 }, [1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0]],
  [{ kind: 'batchtopk', k: 4 }, [1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1]],
])('%o takes positive pairs only, and the lower index among equals', (selection, active) => {
  expect([...selectPairs(y, thresholds, selection)]).toEqual(active);
});
