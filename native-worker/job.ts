/** Entry point of a job process: `job.js <run folder>`. Detached; owns its run until it ends. */
import { modelFolderNames } from './starterMedia.ts';
import { runJob } from './runs/runJob.ts';
import { importRun } from './runs/importRun.ts';
import { runPaths } from './runs/runFolder.ts';
import { trainRun } from './runs/trainRun.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Usage: job.js <run folder>\n');
  process.exit(2);
}

// exit(), not the end of the event loop: an open session or timer must not keep a finished job alive.
process.exit(
  await runJob({
    paths: runPaths(folder),
    work: (options) => (options.run.imported === undefined ? trainRun(options) : importRun(options)),
    resolveModelFolder: modelFolderNames.resolve,
    // Past a deadline a thread may be within a run of onnxruntime: exit() would wait for it, and then abort with a crash report.
    exit: () => process.kill(process.pid, 'SIGKILL'),
  }),
);
