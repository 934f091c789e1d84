import { expect, test } from 'vitest';
import { unconvergedWarning } from '../../../native-worker/runs/convergence.ts';
import { paperGba } from '../../../native-worker/sae/algorithms/gbaPresets.ts';
import { metricsAt } from './fixtures.ts';

type Group = ReturnType<typeof metricsAt>['groups'][number];
const group = (target: number, realised: number, aboveCap: number): Group => ({ target, realised, aboveCap });

const cases: [string, Group[], string | null][] = [
  ['below the targets', [group(0.1, 0.05, 0), group(0.01, 0.001, 0)], null],
  ['at the targets, some neurons above by chance', [group(0.1, 0.11, 0.4), group(0.01, 0.012, 0.3)], null],
  ['rare groups still frequent', [group(0.1, 0.1, 0.2), group(0.01, 0.5, 1)], '1 of 2 groups'],
  ['biases that never moved', [group(0.1, 0.5, 1), group(0.01, 0.5, 1)], '2 of 2 groups'],
];
test.each(cases)('a run with frequencies %s is marked accordingly', (_, groups, words) => {
  const warning = unconvergedWarning({ ...metricsAt(200), groups }, paperGba());
  if (words === null) expect(warning).toBeNull();
  else expect(warning).toContain(words);
});

test('the share still above the cap is the mean over groups, in percent', () => {
  const groups = [
    { target: 0.01, realised: 0.5, aboveCap: 1 },
    { target: 0.1, realised: 0.1, aboveCap: 0.5 },
  ];
  expect(unconvergedWarning({ ...metricsAt(100), groups }, paperGba())).toContain('above cap: 75 %');
});
