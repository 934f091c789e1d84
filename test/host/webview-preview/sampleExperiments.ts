/** Two real reports of short experiments, a made-up hostile one, and experiments under way. */
import type { ExperimentReport } from '../../../protocol/experiment.ts';
import type { ExperimentRun, ExperimentState, SyntheticRequest } from '../../../protocol/experimentRun.ts';
import recovery from '../../fixtures/reports/recovery.json' with { type: 'json' };
import resonance from '../../fixtures/reports/resonance.json' with { type: 'json' };

export const sampleRequest: SyntheticRequest = { experiment: 'recovery', seed: 100, seeds: 5 };

export function experimentRun(change: Partial<ExperimentRun> = {}): ExperimentRun {
  return {
    folder: '/storage/experiments/recovery-20261122-184003',
    request: sampleRequest,
    status: 'running',
    problem: null,
    startedAt: '2026-11-22T18:40:03Z',
    fraction: 0.432,
    secondsLeft: 95,
    ...change,
  };
}

export const recoveryReport = recovery as unknown as ExperimentReport;

/** Everything that a picture from elsewhere could try. */
const hostileReport: ExperimentReport = {
  ...recoveryReport,
  title: '<img src=x onerror=alert(1)>',
  plots: [
    {
      file: 'hostile.svg',
      title: 'Hostile',
      description: 'A square',
      svg: `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="40" viewBox="0 0 90 40" onload="harmed = 1">
        <script>harmed = 2</script><style>main { display: none }</style>
        <a href="javascript:harmed = 3"><text>link</text></a><image href="https://example.com/x.png" />
        <foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://example.com"></iframe></foreignObject>
        <use href="https://example.com/x.svg#a" /><g style="background: url(https://example.com/y)" onclick="harmed = 4">
        <rect width="20" height="20" fill="url(https://example.com/z)" stroke="currentColor" /></g></svg>`,
    },
    { file: 'broken.svg', title: 'Broken', description: 'Nothing', svg: '<svg' },
  ],
};

export function experimentState(scenario: string): ExperimentState {
  switch (scenario) {
    case 'running':
      return { run: experimentRun(), report: null };
    case 'failed':
      return {
        run: experimentRun({
          status: 'failed',
          problem: '"synthetic recovery" has no option "stepps". See "monosema synthetic --help".',
        }),
        report: null,
      };
    case 'cancelled':
      return { run: experimentRun({ status: 'cancelled' }), report: null };
    case 'gone':
    case 'unknown':
      throw new Error('/storage/experiments/recovery-20261122-184003 holds no report of an experiment.');
    case 'resonance':
      return { run: null, report: resonance as unknown as ExperimentReport };
    case 'hostile':
      return { run: null, report: hostileReport };
    default:
      return { run: null, report: recoveryReport };
  }
}
