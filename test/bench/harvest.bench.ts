/**
 * Tokens a second of a harvest at a hook point, beside the whole graph with the same tap; what `monosema bench harvest` does for
 * one hook point, here for every layer of the starter model or whatever is named.
 *   npm run bench -- harvest [--quick] [--json] [--out=<folder>] [--model=<folder>] [--hook=<name>] [--threads=<n>]
 */
import { harvestSpeed, type HarvestSpeed } from '../../native-worker/activations/harvestSpeed.ts';
import { openLanguageModel } from '../../native-worker/llm/openLanguageModel.ts';
import { benchFlags } from './benchFlags.ts';
import { BenchReport } from './benchReport.ts';
import { machineFacts } from './machineFacts.ts';

const flags = benchFlags(['model', 'hook', 'threads']);
const report = new BenchReport('harvest', flags, await machineFacts());
const folder = flags.text('model') ?? 'media/starter-model';
const [threads = 2] = flags.numbers('threads', [2]);
const { summary } = await openLanguageModel(folder);
const residuals = summary.hookPoints.filter(({ kind }) => kind === 'hook_resid_post').map(({ name }) => name);
const named = flags.text('hook');
const hooks = named === undefined ? residuals : [named];

const results: HarvestSpeed[] = [];
report.header([
  'model',
  'hook point',
  'batch',
  'harvest, tokens/s',
  'whole graph',
  'ratio',
  'outside onnxruntime',
]);
for (const rows of flags.quick ? [8] : [8, 32]) {
  for (const hook of hooks) {
    const shape = {
      rows,
      contextSize: 128,
      threads,
      rounds: flags.quick ? 2 : 7,
      seconds: flags.quick ? 0 : 5,
    };
    const speed = await harvestSpeed(folder, hook, shape);
    const { pruned, whole, contextSize, outside } = speed;
    const figures = [
      pruned.toFixed(0),
      whole.toFixed(0),
      (pruned / whole).toFixed(2),
      `${(100 * outside).toFixed(1)} %`,
    ];
    report.row([speed.model, hook, `${rows} x ${contextSize}`, ...figures]);
    results.push(speed);
  }
}
report.finish({ results });
