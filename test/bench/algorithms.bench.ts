/**
 * Every algorithm's step at small sizes, on the sparse backend and as a dense graph, by turns: which is faster where.
 *   npm run bench -- algorithms [--quick] [--json] [--out=<folder>] [--sizes=42x512,…] [--threads=1,2] [--batch=512] [--forms=gba,topk,…]
 */
import type { Backend, BackendOptions } from '../../native-worker/compute/backend.ts';
import { DenseBackend } from '../../native-worker/compute/dense/denseBackend.ts';
import { openSparse } from '../../native-worker/compute/sparse/openSparse.ts';
import { recipes, startOf } from '../engine/compute/forms.ts';
import { benchFlags } from './benchFlags.ts';
import { BenchReport } from './benchReport.ts';
import { machineFacts } from './machineFacts.ts';
import { race, summary, type Contestant } from './race.ts';

interface Figures {
  form: string;
  dIn: number;
  dSae: number;
  batchTokens: number;
  threads: number;
  /** Share of active pairs in the last step. */
  active: number;
  /** Median milliseconds, and those of processor time. */
  sparse: number;
  dense: number;
  sparseProcessor: number;
  denseProcessor: number;
}

interface Stepper extends Contestant {
  active: number;
}

async function stepper(name: string, backend: Backend, options: BackendOptions): Promise<Stepper> {
  const { state, batch } = startOf(options, 1);
  await backend.load(state);
  const x = batch(options.batchTokens);
  const contestant: Stepper = {
    ...{ name, active: NaN },
    run: async () => {
      const { activePairs } = await backend.step(x, { learningRate: 1e-5, penaltyWeight: 1e-3 });
      contestant.active = activePairs / (options.dSae * options.batchTokens);
    },
    dispose: () => backend.dispose(),
  };
  return contestant;
}

async function compare(
  form: string,
  options: BackendOptions,
  threads: number,
  quick: boolean,
): Promise<Figures> {
  const sparse = await stepper('sparse', await openSparse(options, { members: threads }), options);
  const dense = await stepper('dense', await DenseBackend.open(options, { device: 'cpu', threads }), options);
  const rounds = { warmUp: 2, leastRounds: 3, mostRounds: quick ? 5 : 40, seconds: quick ? 0.5 : 5 };
  const times = await race([sparse, dense], rounds);
  for (const contestant of [sparse, dense]) await contestant.dispose();
  const { dIn, dSae, batchTokens } = options;
  const [ofSparse, ofDense] = [sparse, dense].map((contestant) => summary(times.get(contestant) ?? []));
  const sizes = { dIn, dSae, batchTokens, threads };
  return {
    ...{ form, ...sizes, active: sparse.active },
    ...{ sparse: ofSparse?.median ?? NaN, dense: ofDense?.median ?? NaN },
    ...{ sparseProcessor: ofSparse?.processor ?? NaN, denseProcessor: ofDense?.processor ?? NaN },
  };
}

const flags = benchFlags(['sizes', 'threads', 'batch', 'forms']);
const report = new BenchReport('algorithms', flags, await machineFacts());
const words = flags.text('sizes') ?? (flags.quick ? '42x512' : '42x512,64x1024,192x2048,192x4096');
const [batchTokens = 512] = flags.numbers('batch', [512]);
const forms = flags.text('forms')?.split(',') ?? [
  'gba',
  'topk',
  'batchtopk',
  'matryoshka',
  'l1',
  'jumprelu, l0',
];
const results: Figures[] = [];
report.header([
  'form',
  'd',
  'M',
  'B',
  'threads',
  'active',
  'sparse ms',
  'dense ms',
  'ratio',
  'ratio of processor time',
]);
for (const word of words.split(',')) {
  const [dIn = NaN, dSae = NaN] = word.split('x').map(Number);
  for (const form of forms) {
    const options = recipes({ dIn, dSae, batchTokens })[form];
    if (!options) throw new Error(`There is no form "${form}".`);
    for (const threads of flags.numbers('threads', [1])) {
      const figures = await compare(form, options, threads, flags.quick);
      const { active, sparse, dense, sparseProcessor, denseProcessor } = figures;
      const counts = [dIn, dSae, batchTokens, threads].map(String);
      const ratios = [dense / sparse, denseProcessor / sparseProcessor].map((ratio) => ratio.toFixed(2));
      const share = `${(100 * active).toPrecision(2)} %`;
      report.row([form, ...counts, share, sparse.toFixed(2), dense.toFixed(2), ...ratios]);
      results.push(figures);
    }
  }
}
report.finish({ results });
