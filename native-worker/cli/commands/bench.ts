/**
 * `monosema bench harvest`: what pruning the graph to the hook point is worth on this machine and model, how much of a harvest is not
 * onnxruntime's, and what harvesting while training is worth.
 */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { starterModelFolder } from '../../starterMedia.ts';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.ts';
import { countFlag, textFlag, type Flags } from '../flags.ts';
import { count, table } from '../format.ts';
import type { WaySpeed } from '../../runs/overlapSpeed.ts';
import type { Session } from '../session.ts';
import { defaultHook } from './train.ts';

const batchSizes = [8, 32];
const contextTokens = 128;
const timedRounds = 7;
const timedSeconds = 3;
/** Of the SAE that is trained meanwhile. */
const defaultFeatures = 4096;
const batchesPerBlock = 16;

/** @throws UsageError for another benchmark, and what the model throws */
export async function bench(session: Session, what: string, flags: Flags): Promise<ExitCode> {
  if (what !== 'harvest') throw new UsageError(`There is no benchmark "${what}". There is: harvest.`);
  const given = textFlag(flags, 'model');
  const folder = given === undefined ? starterModelFolder() : path.resolve(given);
  const hookPoint = textFlag(flags, 'hook') ?? defaultHook(await session.request('models/open', { folder }));
  const threads = countFlag(flags, 'threads');
  // The engine never loads onnxruntime, and no other command here does: a benchmark in its own process measures nothing else.
  const { harvestSpeed } = await import('../../activations/harvestSpeed.ts');
  const { overlapSpeed, waysOfRuns } = await import('../../runs/overlapSpeed.ts');
  const speeds = [];
  for (const rows of batchSizes) {
    const shape = { rows, contextSize: contextTokens, rounds: timedRounds, seconds: timedSeconds };
    const limited = threads === undefined || threads === 0 ? {} : { threads };
    speeds.push(await harvestSpeed(folder, hookPoint, { ...shape, ...limited }));
  }
  const dSae = countFlag(flags, 'features') ?? defaultFeatures;
  const cores = threads === undefined || threads === 0 ? availableParallelism() : threads;
  const shape = { hookPoint, dSae, batchesPerBlock, rounds: timedRounds };
  const overlap = { dSae, threads: cores, speeds: await overlapSpeed(folder, shape, waysOfRuns(cores)) };
  if (session.json) {
    session.printJson({ harvest: speeds, overlap });
    return EXIT.ok;
  }
  session.terminal.print(`${speeds[0]?.model ?? ''}, ${hookPoint}`);
  const lines = table(
    [
      { title: 'batch', value: (speed) => `${speed.rows} x ${speed.contextSize}` },
      { title: 'harvest, tokens/s', value: ({ pruned }) => count(pruned), align: 'right' },
      { title: 'whole graph', value: ({ whole }) => count(whole), align: 'right' },
      { title: 'ratio', value: ({ pruned, whole }) => (pruned / whole).toFixed(2), align: 'right' },
      {
        title: 'outside onnxruntime',
        value: ({ outside }) => `${(100 * outside).toFixed(1)} %`,
        align: 'right',
      },
    ],
    speeds,
  );
  for (const line of [...lines, '', ...overlapLines(overlap)]) session.terminal.print(line);
  return EXIT.ok;
}

interface Overlap {
  dSae: number;
  threads: number;
  speeds: readonly WaySpeed[];
}

function overlapLines({ dSae, threads, speeds }: Overlap): string[] {
  const [first] = speeds;
  return table<WaySpeed>(
    [
      {
        title: `harvest and training of ${count(dSae)} features, ${threads} threads`,
        value: ({ name }) => name,
      },
      { title: 'tokens/s', value: ({ tokensPerSecond }) => count(tokensPerSecond), align: 'right' },
      {
        title: 'ratio',
        value: ({ tokensPerSecond }) => (tokensPerSecond / (first?.tokensPerSecond ?? NaN)).toFixed(2),
        align: 'right',
      },
    ],
    speeds,
  );
}
