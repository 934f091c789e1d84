/** Flags and help of `monosema synthetic`. */
import type { CAC } from 'cac';
import { synthetic } from './commands/synthetic.ts';
import type { Flags } from './flags.ts';
import type { Run } from './program.ts';

export function addSynthetic(program: CAC, run: Run): void {
  program
    .command(
      'synthetic <experiment>',
      'Measure feature recovery where the true features are known: recovery, resonance, robustness, consistency (one to two minutes each on two quiet cores) or ladder (about four)',
    )
    .option('--seed <n>', 'First seed')
    .option('--seeds <n>', 'Seeds: n, n + 1, …')
    .option('--out <folder>', 'Folder of the report and its pictures (default: experiments/ of the storage)')
    .option('--jobs <n>', 'Processes (default: all cores)')
    .option('--true-features <n>', 'Features of the data')
    .option('--width <d>', 'Dimensions of the data')
    .option('--active <s>', 'Features active in a row; 3,20 for half the rows each')
    .option('--sparsity <kind>', 'exact or bernoulli')
    .option('--magnitudes <kind>', 'constant, uniform or exponential')
    .option('--zipf <x>', 'Exponent of the features’ frequencies; 0: all alike')
    .option('--dictionary <kind>', 'gaussian or low-coherence')
    .option('--noise <x>', 'Norm of the noise, a share of the signal’s')
    .option('--features <M>', 'Features of the SAE')
    .option('--steps <n>', 'Optimiser steps of each arm')
    .option('--batch <n>', 'Rows a step')
    .option('--held-out <n>', 'Rows that losses are measured on')
    .option('--learning-rate <x>', 'Peak learning rate of GBA and of the tied TopK')
    .option('--paper-steps <n>', "recovery: steps of the paper's preset")
    .option('--forms <list>', 'resonance: some of published,requantile,ba-theory')
    .option('--ratios <list>', 'resonance: target frequencies p in multiples of f')
    .option('--widths <list>', 'resonance: widths d')
    .option('--theory-steps <n>', 'resonance: steps of ba-theory')
    .option('--theory-rows <n>', 'resonance: rows of each of them')
    .option('--k <n>', 'ladder: active features of TopK')
    .example((bin) => `  ${bin} synthetic recovery`)
    .example((bin) => `  ${bin} synthetic recovery --seed 7 --seeds 3 --true-features 256 --width 64`)
    .example((bin) => `  ${bin} synthetic resonance --forms requantile --steps 600 --out resonance --json`)
    .action((experiment: unknown, flags: Flags) =>
      run((session) => synthetic(session, String(experiment), flags), flags),
    );
}
