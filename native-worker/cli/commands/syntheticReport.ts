/** `monosema synthetic` as the engine runs it in a process of its own: no terminal, the report goes to a folder. */
import type { TaskContext } from '../../experiments/task.ts';
import { writeReport } from '../../experiments/writeReport.ts';
import type { SyntheticTaskInput } from '../../synthetic/syntheticTask.ts';
import { UsageError } from '../exitCodes.ts';
import { syntheticExperiment, syntheticFlags } from './synthetic.ts';

/** @throws UsageError for a flag that the experiment does not have, and what the experiment throws */
export async function writeSyntheticReport(
  { experiment, flags: dashed, folder, jobs }: SyntheticTaskInput,
  { signal, progress }: TaskContext,
): Promise<null> {
  const flags = Object.fromEntries(Object.entries(dashed).map(([name, value]) => [camelCase(name), value]));
  const { name, command, run } = syntheticExperiment(experiment, flags);
  const known = syntheticFlags(name);
  for (const flag of Object.keys(dashed))
    if (!known.includes(camelCase(flag)))
      throw new UsageError(
        `"synthetic ${name}" has no option "${flag}". See "monosema synthetic --help"; in VS Code options are set by monosema.experiments.options.`,
      );
  const onProgress = (done: number, total: number): void => {
    progress(done / Math.max(1, total));
  };
  const report = await run({ command, jobs, signal, onProgress });
  signal.throwIfAborted();
  writeReport(folder, report);
  return null;
}

/** As the parser of the command line names them. */
function camelCase(flag: string): string {
  return flag.replace(/-([a-z])/gu, (_, letter: string) => letter.toUpperCase());
}
