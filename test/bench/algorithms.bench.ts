/**
 * Every algorithm's step at small sizes, on the sparse backend and as a dense graph, by turns: which is faster where.
 *   npm run bench -- algorithms [--quick] [--json] [--out=<folder>] [--sizes=42x512,…] [--threads=1,2] [--batch=512] [--forms=gba,topk,…]
 *                    [--active=1,5,… (percent, of selections by threshold; as their states start when left out)]
 *   npm run bench -- algorithms --sizes=small [--quick]    # d 32 to 128, M 128 to 1,024, selections by threshold, 1 and 5 % active
 */
import type { Backend, BackendOptions } from '../../native-worker/compute/backend.ts';
import { DenseBackend } from '../../native-worker/compute/dense/denseBackend.ts';
import { openSparse } from '../../native-worker/compute/sparse/openSparse.ts';
import type { SaeState } from '../../native-worker/compute/saeState.ts';
import { recipes, startOf } from '../engine/compute/forms.ts';
import { withDensity } from '../engine/compute/withDensity.ts';
import { benchFlags, type BenchFlags } from './benchFlags.ts';
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

/** What both sides start from, and step on. */
interface Start {
  state: SaeState;
  x: Float32Array;
}

async function startAt(options: BackendOptions, share: number | null): Promise<Start> {
  const { state, batch } = startOf(options, 1);
  const x = batch(options.batchTokens);
  return { state: share === null ? state : await withDensity(options, state, x, share), x };
}

async function stepper(name: string, backend: Backend, { state, x }: Start): Promise<Stepper> {
  const { options } = backend;
  await backend.load(state);
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
  { threads, start, quick }: { threads: number; start: Start; quick: boolean },
): Promise<Figures> {
  const sparse = await stepper('sparse', await openSparse(options, { members: threads }), start);
  const dense = await stepper('dense', await DenseBackend.open(options, { device: 'cpu', threads }), start);
  const { dIn, dSae, batchTokens } = options;
  // The first steps of a process are slow for want of compiled code, which small steps take long to call for.
  const warmUp = dIn * dSae <= 2 ** 17 ? 20 : 2;
  const rounds = { warmUp, leastRounds: 3, mostRounds: quick ? 5 : 40, seconds: quick ? 0.5 : 5 };
  const times = await race([sparse, dense], rounds);
  for (const contestant of [sparse, dense]) await contestant.dispose();
  const [ofSparse, ofDense] = [sparse, dense].map((contestant) => summary(times.get(contestant) ?? []));
  const sizes = { dIn, dSae, batchTokens, threads };
  return {
    ...{ form, ...sizes, active: sparse.active },
    ...{ sparse: ofSparse?.median ?? NaN, dense: ofDense?.median ?? NaN },
    ...{ sparseProcessor: ofSparse?.processor ?? NaN, denseProcessor: ofDense?.processor ?? NaN },
  };
}

interface Plan {
  sizes: readonly (readonly [dIn: number, dSae: number])[];
  forms: readonly string[];
  /** Shares of active pairs; null for what a state starts with. */
  shares: readonly (number | null)[];
}

const byThreshold = ['gba', 'l1', 'jumprelu, l0'];
const byRank = ['topk', 'batchtopk', 'matryoshka'];

function planOf(flags: BenchFlags): Plan {
  const words = flags.text('sizes') ?? (flags.quick ? '42x512' : '42x512,64x1024,192x2048,192x4096');
  const small = words === 'small';
  const asked = flags.text('forms')?.split(',');
  const all = small ? byThreshold : [...byThreshold, ...byRank];
  const percents = flags.numbers('active', small ? [1, 5] : []);
  return {
    sizes: small
      ? [32, 64, 128].flatMap((dIn) => [128, 256, 512, 1024].map((dSae) => [dIn, dSae] as const))
      : words.split(',').map((word) => {
          const [dIn = NaN, dSae = NaN] = word.split('x').map(Number);
          return [dIn, dSae] as const;
        }),
    // By the first word of their names, which may hold commas.
    forms: asked?.map((name) => all.find((form) => form.split(',')[0] === name) ?? name) ?? all,
    shares: percents.length > 0 ? percents.map((share) => share / 100) : [null],
  };
}

const flags = benchFlags(['sizes', 'threads', 'batch', 'forms', 'active']);
const report = new BenchReport('algorithms', flags, await machineFacts());
const [batchTokens = 512] = flags.numbers('batch', [512]);
const { sizes, forms, shares } = planOf(flags);
const results: Figures[] = [];
report.header([
  'form',
  'd',
  'M',
  'd M',
  'B',
  'threads',
  'active',
  'sparse ms',
  'dense ms',
  'ratio',
  'ratio of processor time',
]);

async function compareAt(form: string, options: BackendOptions, share: number | null): Promise<void> {
  const start = await startAt(options, share);
  for (const threads of flags.numbers('threads', [1])) {
    const figures = await compare(form, options, { threads, start, quick: flags.quick });
    const { dIn, dSae, active, sparse, dense, sparseProcessor, denseProcessor } = figures;
    const counts = [dIn, dSae, dIn * dSae, batchTokens, threads].map(String);
    const ratios = [dense / sparse, denseProcessor / sparseProcessor].map((ratio) => ratio.toFixed(2));
    const percentage = `${(100 * active).toPrecision(2)} %`;
    report.row([form, ...counts, percentage, sparse.toFixed(2), dense.toFixed(2), ...ratios]);
    results.push(figures);
  }
}

for (const [dIn, dSae] of sizes) {
  for (const form of forms) {
    const options = recipes({ dIn, dSae, batchTokens })[form];
    if (!options) throw new Error(`There is no form "${form}".`);
    // Ranks fix the share.
    for (const share of 'k' in options.selection ? [null] : shares) await compareAt(form, options, share);
  }
}
report.say('\nRatio: dense over sparse; above 1 the sparse backend is faster.');
report.finish({ results });
