/** A job whose work only counts, with a checkpoint every ten steps: the life of a job without the weight of a model. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeFileAtomic } from '../../../native-worker/files/atomicFile.ts';
import { truncateMetrics } from '../../../native-worker/runs/metricsLog.ts';
import { runJob } from '../../../native-worker/runs/runJob.ts';
import { runPaths } from '../../../native-worker/runs/runFolder.ts';
import type { RunWork } from '../../../native-worker/runs/runWork.ts';
import { metricsAt } from '../../unit/runs/fixtures.ts';

const STEP_MS = 10;

/** The request's seed says what else happens: 1 throws at step 5, 2 never looks up, 3 ends the process at once. */
const work: RunWork = async ({ paths, request, control, observer }) => {
  const checkpoint = path.join(paths.root, 'count');
  const start = existsSync(checkpoint) ? Number(readFileSync(checkpoint, 'utf8')) : 0;
  truncateMetrics(paths.metrics, start);
  const steps = request.sae.trainingTokens / request.sae.batchTokens;
  for (let step = start + 1; step <= steps; step++) {
    if (request.sae.seed === 1 && step === 5) throw new RangeError('Step 5 is out of range.');
    if (request.sae.seed === 2) await new Promise(() => undefined);
    if (!(await control.mayContinue())) {
      writeFileAtomic(checkpoint, String(step - 1));
      return 'stopped';
    }
    await delay(STEP_MS);
    if (control.takeCheckpointRequest()) writeFileAtomic(path.join(paths.root, 'asked'), String(step));
    if (step % 10 === 0) {
      writeFileAtomic(checkpoint, String(step));
      observer.metrics(metricsAt(step));
    }
    const fraction = step / steps;
    observer.progress({
      phase: 'train',
      fraction,
      step,
      steps,
      tokens: step,
      tokensPerSecond: null,
      secondsLeft: null,
    });
  }
  return 'finished';
};

const folder = process.argv[2] ?? '';
if (folder.includes('ends-at-once')) {
  process.stderr.write('cannot find the library libnone.so\n');
  process.exit(3);
}
process.exit(
  await runJob({
    paths: runPaths(folder),
    work,
    resolveModelFolder: (stored) => stored,
    exit: (code) => process.exit(code),
    times: { returnMs: 300 },
  }),
);
