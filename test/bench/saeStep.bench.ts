/**
 * One GBA step, by size, share of active pairs, backend and threads, beside the encoder's product alone, which is the least that a step in
 * float32 can cost. Everything at one size and share takes turns in one process; medians.
 *   npm run bench -- saeStep [--quick] [--json] [--out=<folder>] [--sizes=576x16384,…] [--active=0.3,1,… (percent)]
 *                    [--threads=1,2,…] [--backends=sparse,int8,dense] [--batch=1024] [--seconds=<of each race>]
 */
import { availableParallelism } from 'node:os';
import { benchFlags, type BenchFlags } from './benchFlags.ts';
import { BenchReport } from './benchReport.ts';
import { machineFacts } from './machineFacts.ts';
import { lacks, raceSteps, type RacePlan } from './step/raceSteps.ts';
import { sparseProblem, type ProblemSizes } from './step/sparseProblem.ts';
import { partsOf, percent, type StepFigures } from './step/stepFigures.ts';

interface Plan extends RacePlan {
  sizes: readonly ProblemSizes[];
}

function planOf(flags: BenchFlags): Plan {
  const [batchTokens = 1024] = flags.numbers('batch', [1024]);
  const words =
    flags.text('sizes') ?? (flags.quick ? '192x4096,576x4096' : '192x4096,576x4096,576x16384,1536x65536');
  const sizes = words.split(',').map((word) => {
    const [dIn, dSae] = word.split('x').map(Number);
    if (!dIn || !dSae) throw new Error(`--sizes takes dIn x dSae, such as 576x16384, not "${word}".`);
    return { dIn, dSae, batchTokens };
  });
  const [seconds = 20] = flags.numbers('seconds', [flags.quick ? 3 : 20]);
  const all = [1, 2, 4, 8].filter((threads) => threads <= availableParallelism());
  const known = ['sparse', 'int8', 'dense'] as const;
  const asked = flags.text('backends')?.split(',');
  return {
    sizes,
    shares: flags.numbers('active', flags.quick ? [1, 10] : [0.3, 1, 10, 50]).map((share) => share / 100),
    threads: flags.numbers('threads', all),
    backends: known.filter((name) => asked?.includes(name) ?? true),
    denseAnywhere: asked !== undefined,
    rounds: { warmUp: flags.quick ? 1 : 2, leastRounds: 3, mostRounds: flags.quick ? 5 : 25, seconds },
  };
}

async function main(): Promise<void> {
  const flags = benchFlags(['sizes', 'active', 'threads', 'backends', 'batch', 'seconds']);
  const plan = planOf(flags);
  const report = new BenchReport('saeStep', flags, await machineFacts());
  const results: StepFigures[] = [];
  const skipped: string[] = [];
  for (const sizes of plan.sizes) {
    const { dIn, dSae, batchTokens } = sizes;
    report.say(`\n## d ${dIn}, M ${dSae}, B ${batchTokens}\n`);
    const reason = lacks('sparse', sizes);
    if (reason !== null) {
      skipped.push(`${dIn} x ${dSae}: ${reason}`);
      report.say(`Left out: ${reason}`);
      continue;
    }
    const problem = await sparseProblem(sizes, plan.shares);
    const found = [];
    for (const share of plan.shares) {
      const skip = (line: string): void => void skipped.push(`${dIn} x ${dSae}, ${percent(share)}: ${line}`);
      found.push(...(await raceSteps(problem, share, plan, skip)));
    }
    showFigures(report, found);
    results.push(...found);
  }
  if (skipped.length > 0) report.say(`\nLeft out:\n${skipped.map((line) => `- ${line}`).join('\n')}`);
  report.finish({ results, skipped });
}

function showFigures(report: BenchReport, all: readonly StepFigures[]): void {
  report.header([
    'active',
    'who',
    'median ms',
    'fastest',
    'processor ms',
    'tokens/s',
    'GFLOP/s',
    'over the product',
    'share of the limit',
    'blocks screened',
  ]);
  for (const figures of all) {
    const { asked, active, who, tokensPerSecond, gigaflops, overProduct, screened } = figures;
    const limit = [overProduct.toFixed(2), percent(1 / overProduct)];
    report.row([
      ['sparse', 'int8'].includes(figures.backend) ? percent(active) : percent(asked),
      who,
      ...[figures.median, figures.fastest, figures.processor].map((milliseconds) => milliseconds.toFixed(1)),
      ...[tokensPerSecond.toFixed(0), gigaflops.toFixed(0)],
      ...(Number.isFinite(overProduct) ? limit : ['', '']),
      screened === null ? '' : percent(screened),
    ]);
  }
  report.say(
    '\nParts of the sparse step, ms (means over the threads; waiting: messages, the host, and whoever is not last):\n',
  );
  const sparse = all.filter(({ parts }) => parts !== null);
  const names = Object.keys(sparse[0]?.parts ?? {});
  report.header(['active', 'who', ...names]);
  for (const { active, who, parts } of sparse) {
    report.row([percent(active), who, ...partsOf(parts).map((milliseconds) => milliseconds.toFixed(1))]);
  }
}

await main();
