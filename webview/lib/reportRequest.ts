/** From the command line that a report names back to the request that gives it again. */
import {
  SYNTHETIC_EXPERIMENTS,
  type SyntheticExperimentName,
  type SyntheticRequest,
} from '../../protocol/experimentRun.ts';
import type { ExperimentReport } from '../../protocol/experiment.ts';

/** Null for experiments that need a run or a model, and where the command leaves its seeds to the defaults. */
export function requestOfReport({
  experiment,
  command,
}: Pick<ExperimentReport, 'experiment' | 'command'>): SyntheticRequest | null {
  const name = SYNTHETIC_EXPERIMENTS.find((one): one is SyntheticExperimentName => one === experiment);
  if (name === undefined || !command.startsWith(`monosema synthetic ${name}`)) return null;
  const flags = flagsOf(command);
  const { seed, seeds, ...options } = flags;
  if (seed === undefined || seeds === undefined) return null;
  const [first, count] = [Number(seed), Number(seeds)];
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count)) return null;
  const request = { experiment: name, seed: first, seeds: count };
  return Object.keys(options).length === 0 ? request : { ...request, options };
}

/** `--flag value`, where a value that is no plain word stands in JSON quotes. */
function flagsOf(command: string): Record<string, string> {
  const pairs = command.matchAll(/--([a-z-]+) ("(?:[^"\\]|\\.)*"|\S+)/g);
  return Object.fromEntries(
    [...pairs].map(([, flag = '', value = '']): [string, string] => [
      flag,
      value.startsWith('"') ? String(JSON.parse(value)) : value,
    ]),
  );
}
