/** The command line of `monosema evaluate`. */
import type { CAC } from 'cac';
import { evaluate } from './commands/evaluate.ts';
import type { Flags } from './flags.ts';
import type { Run } from './program.ts';

/** Its options that take no value. */
export const EVALUATE_SWITCHES = ['splice', 'monosemanticity', 'train-reinitialised'] as const;

export function addEvaluate(program: CAC, run: Run): void {
  program
    .command(
      'evaluate <target>',
      'Measure what the SAE of a run, or of a folder, costs its model, or whether its features are about one thing',
    )
    .option(
      '--splice',
      'Put reconstructions in the place of the activations and let the model go on: ΔCE, CE recovered, KL (default)',
    )
    .option(
      '--monosemanticity',
      'Test the features by rules of text and syntax, chosen and scored on held-out documents',
    )
    .option('--tokens <n>', 'Held-out tokens (default: 50k at most, 400k for --monosemanticity)')
    .option(
      '--corpus <path>',
      'Further text where the run held out too little: a folder, or files (repeat it)',
    )
    .option('--include <glob>', 'Only these files of the folder (repeat it)')
    .option('--exclude <glob>', 'Not these files of the folder (repeat it)')
    .option('--text-column <name>', 'Column of the text in tables (default: text)')
    .option('--features <n>', 'Monosemanticity: features drawn, and units of each baseline (default: 200)')
    .option('--seed <n>', 'Seed of the draws (default: 1)')
    .option('--reinitialised <run>', 'Monosemanticity: the same recipe on a re-initialised model, this run')
    .option('--train-reinitialised', 'The same, trained first where it is not there yet')
    .option('--model <folder>', 'For an SAE folder: its model folder')
    .option('--hook <name>', 'For an SAE folder whose cfg.json does not say it: the hook point')
    .option(
      '--out <folder>',
      'Folder of the report (default: experiments/splice or experiments/monosemanticity of the storage)',
    )
    .example((bin) => `  ${bin} evaluate demo --splice`)
    .example((bin) => `  ${bin} evaluate demo --monosemanticity --corpus ~/src --include "**/*.ts"`)
    .action((target: unknown, flags: Flags) =>
      run((session) => evaluate(session, String(target), flags), flags),
    );
}
