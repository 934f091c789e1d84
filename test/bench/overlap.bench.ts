/**
 * Tokens a second harvested and trained on, where both share the CPU in different ways: one after the other on all threads, or at once with
 * the threads divided or all given to both. `monosema bench harvest` shows the first and the one that runs use.
 *   npm run bench -- overlap [--quick] [--json] [--out=<folder>] [--model=<folder>] [--hook=<name>] [--features=<n,…>] [--threads=<n>] [--rounds=<n>]
 */
import { openLanguageModel } from '../../native-worker/llm/openLanguageModel.ts';
import { overlapSpeed, waysOfRuns, type HarvestWay } from '../../native-worker/runs/overlapSpeed.ts';
import { benchFlags } from './benchFlags.ts';
import { BenchReport } from './benchReport.ts';
import { machineFacts } from './machineFacts.ts';

const flags = benchFlags(['model', 'hook', 'features', 'threads', 'rounds']);
const report = new BenchReport('overlap', flags, await machineFacts());
const folder = flags.text('model') ?? 'media/starter-model';
const [threads = 2] = flags.numbers('threads', [2]);
const [rounds = 9] = flags.numbers('rounds', [flags.quick ? 3 : 9]);
const { summary } = await openLanguageModel(folder);
const middle = `blocks.${summary.layers >> 1}.hook_resid_post`;
const hookPoint = flags.text('hook') ?? middle;
const batchesPerBlock = flags.quick ? 8 : 32;

const one = { spins: false, readerThreads: 1 };
const [apart, together] = waysOfRuns(threads);
const ways: HarvestWay[] = [
  ...(apart ? [apart, { ...apart, name: 'one after the other, no idle thread spins', spins: false }] : []),
  ...(together ? [together] : []),
  { ...one, name: 'at once, 1 thread of the model', ahead: true, trainerThreads: threads },
  ...(threads > 1
    ? [
        {
          ...one,
          name: 'at once, 1 thread of the model, the others of training',
          ahead: true,
          trainerThreads: threads - 1,
        },
      ]
    : []),
];

const results = [];
report.header(['hook point', 'features', 'way', 'tokens/s', 'over the first']);
for (const dSae of flags.numbers('features', flags.quick ? [1024] : [1024, 4096, 16384])) {
  const speeds = await overlapSpeed(folder, { hookPoint, dSae, batchesPerBlock, rounds }, ways);
  for (const { name, tokensPerSecond } of speeds) {
    const ratio = (tokensPerSecond / (speeds[0]?.tokensPerSecond ?? NaN)).toFixed(2);
    report.row([hookPoint, String(dSae), name, tokensPerSecond.toFixed(0), ratio]);
  }
  results.push({ model: summary.name, hookPoint, dSae, threads, speeds });
}
report.finish({ results });
