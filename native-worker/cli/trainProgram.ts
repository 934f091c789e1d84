/** `monosema train` on the command line: its flags, help and examples. */
import type { CAC } from 'cac';
import { ALGORITHMS } from './algorithmFlags.ts';
import { train } from './commands/train.ts';
import { deviceWords } from './deviceFlag.ts';
import type { Flags } from './flags.ts';
import type { Run } from './program.ts';

export function addTrain(program: CAC, run: Run): void {
  program
    .command('train', 'Train a sparse autoencoder by group bias adaptation, or by a rival algorithm')
    .option('--model <folder>', 'Model folder in the Hugging Face layout (default: the starter model)')
    .option(
      '--hook <name>',
      'Hook point, e.g. blocks.2.hook_resid_post (default: two thirds up); repeat it to train a run at each from one pass of the model',
    )
    .option(
      '--corpus <path>',
      'A folder, or files (repeat it): text, .jsonl, .csv, .parquet (default: the starter corpus)',
    )
    .option('--include <glob>', 'Only these files of the folder (repeat it)')
    .option('--exclude <glob>', 'Not these files of the folder (repeat it)')
    .option('--text-column <name>', 'Column of the text in tables (default: text)')
    .option('--algorithm <name>', `${ALGORITHMS.join(', ')} (default: gba)`)
    .option('--size <size>', 'small, medium or large; each flag below overrides it (default: medium)')
    .option(
      '--preset <preset>',
      'gba, ba: recommended, or paper: output scale 1 and b_pre trained, biases from 0, a period of 50 steps, HTF 0.5, LTF 0.001; ' +
        'it needs thousands of steps, and a run that ends before its biases arrive is marked (default: recommended)',
    )
    .option('--features <n>', 'Features of the SAE (dSae)')
    .option('--tokens <n>', 'Tokens seen in training, e.g. 1.8M')
    .option('--batch <n>', 'Tokens a step')
    .option('--learning-rate <x>', 'Peak learning rate')
    .option('--context <n>', 'Tokens a row')
    .option('--groups <n>', 'gba: groups of neurons')
    .option('--htf <x>', 'gba: highest target frequency; ba: the target frequency')
    .option('--ltf <x>', 'gba: lowest target frequency')
    .option('--target-l0 <x>', 'gba, ba: scale all target frequencies so that they sum to this L0')
    .option('--k <n>', 'topk, batchtopk, matryoshka: active features a token')
    .option('--l1 <x>', 'l1: weight of the penalty')
    .option('--sparsity <x>', 'jumprelu: weight of the penalty')
    .option(
      '--set <name=value>',
      'Any other field of the configuration in run.json (repeat it), e.g. outputScale=0.2, auxCoefficient=0, prefixShares=0.25,1',
    )
    .option('--seed <n>', 'Seed of everything random')
    .option('--llm-device <device>', `${deviceWords()} for the language model`)
    .option('--sae-device <device>', `${deviceWords('reference')} for the SAE`)
    .option(
      '--int8 <choice>',
      'auto, on or off: look for active pairs by int8 products first, on the CPU; no pair is lost (default: auto)',
    )
    .option('--checkpoint-every <n>', 'Steps between two checkpoints')
    .option('--name <name>', 'Name of the run')
    .option('--verbose', 'Show what the memory is for')
    .example((bin) => `  ${bin} train`)
    .example((bin) => `  ${bin} train --size small --corpus src --include "**/*.ts"`)
    .example((bin) => `  ${bin} train --hook blocks.1.hook_mlp_out --hook blocks.2.hook_resid_post`)
    .example((bin) => `  ${bin} train --algorithm batchtopk --k 24 --set thresholdMomentum=0.999`)
    .example(
      (bin) =>
        `  ${bin} train --model ~/models/SmolLM2-135M --hook blocks.20.hook_mlp_out --corpus docs.parquet`,
    )
    .action((flags: Flags) => run((session) => train(session, flags), flags));
}
