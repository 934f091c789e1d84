/** Flags and help of `monosema compare` and `monosema activations`. */
import type { CAC } from 'cac';
import { activations } from './commands/activations.ts';
import { compareCommand } from './commands/compare.ts';
import { deviceWords } from './deviceFlag.ts';
import type { Flags } from './flags.ts';
import type { Run } from './program.ts';

/** Options that take no value. */
export const COMPARE_SWITCHES = ['ladder', 'choose-scale', 'fresh'] as const;

export function addCompare(program: CAC, run: Run): void {
  program
    .command('compare', 'Train several SAEs from one harvest and compare them on the same held-out tokens')
    .option('--algorithms <list>', 'Some of gba,topk,batchtopk,l1,jumprelu,matryoshka (default: all of them)')
    .option('--ladder', 'Instead: GBA with its parts taken away, and TopK tied and untied')
    .option('--choose-scale', 'Instead: which output scale, without ground truth')
    .option('--seeds <n>', 'Runs of each point (default: 3; ladder 5; scale 1)')
    .option('--points <n>', 'Points of each algorithm over L0 (default: 5)')
    .option('--l0 <low:high>', 'Range of the points (default: 10:200, at most a tenth of the features)')
    .option(
      '--target-l0 <x>',
      'L0 of ladder and scale: all target frequencies are scaled to it (default: 25)',
    )
    .option('--features <n>', 'Features of each SAE (default: about 10 for each dimension)')
    .option('--tokens <n>', 'Tokens each SAE is trained on (default: 1.024M)')
    .option('--steps <n>', 'The same in steps')
    .option('--tuning-tokens <n>', 'Tokens of each tuning run (default: a quarter)')
    .option('--long-steps <n>', 'ladder: steps of the rung with a = 1 trained (default: 10000)')
    .option('--batch <n>', 'Tokens a step (default: 1024)')
    .option('--held-out <n>', 'Held-out tokens at most (default: 65536, fewer for wide models)')
    .option('--model <folder>', 'Model folder in the Hugging Face layout (default: the starter model)')
    .option('--hook <name>', 'Hook point (default: two thirds up)')
    .option('--corpus <path>', 'A folder, or files (repeat it) (default: the starter corpus)')
    .option('--include <glob>', 'Only these files of the folder (repeat it)')
    .option('--exclude <glob>', 'Not these files of the folder (repeat it)')
    .option('--text-column <name>', 'Column of the text in tables (default: text)')
    .option('--context <n>', 'Tokens a row (default: 128)')
    .option('--jobs <n>', 'SAEs trained at a time (default: all cores)')
    .option('--llm-device <device>', `${deviceWords()} for the language model`)
    .option('--sae-device <device>', `${deviceWords('reference')} for the SAEs (default: cpu)`)
    .option('--fresh', 'Harvest the activations again, even where they are stored')
    .option('--out <folder>', 'Folder of the results (default: experiments/ of the storage)')
    .example((bin) => `  ${bin} compare --algorithms gba,topk --seeds 2 --steps 300`)
    .example((bin) => `  ${bin} compare --ladder --seeds 5`)
    .example((bin) => `  ${bin} compare --choose-scale --target-l0 25`)
    .action((flags: Flags) => run((session) => compareCommand(session, flags), flags));
  program
    .command('activations [action] [key]', 'List stored activations, or delete some')
    .example((bin) => `  ${bin} activations`)
    .example((bin) => `  ${bin} activations delete all`)
    .action((action: unknown, key: unknown, flags: Flags) =>
      run(
        (session) =>
          Promise.resolve(
            activations(
              session,
              typeof action === 'string' ? action : 'list',
              typeof key === 'string' || typeof key === 'number' ? String(key) : undefined,
            ),
          ),
        flags,
      ),
    );
}
