/** `monosema import` on the command line: its flags, help and examples. */
import type { CAC } from 'cac';
import { importSae } from './commands/import.ts';
import { deviceWords } from './deviceFlag.ts';
import type { Flags } from './flags.ts';
import type { Run } from './program.ts';

export function addImport(program: CAC, run: Run): void {
  program
    .command(
      'import <sae>',
      'Take over an SAE made elsewhere: SAELens, Gemma Scope, Llama Scope, dictionary_learning, sparsify (a folder, or its file of weights)',
    )
    .option('--model <folder>', 'The model it was trained on; without it, only what its files say is shown')
    .option('--hook <name>', 'Hook point, or tensor:<name> (default: what its files say)')
    .option(
      '--corpus <path>',
      'Text to show features on: a folder, or files (repeat it; default: the starter corpus)',
    )
    .option('--include <glob>', 'Only these files of the folder (repeat it)')
    .option('--exclude <glob>', 'Not these files of the folder (repeat it)')
    .option('--text-column <name>', 'Column of the text in tables (default: text)')
    .option('--tokens <n>', 'Tokens of the corpus to read (default: 500k)')
    .option('--context <n>', 'Tokens a row (default: as it was trained, 256 at most)')
    .option('--llm-device <device>', `${deviceWords()} for the language model`)
    .option('--name <name>', 'Name of the run')
    .example((bin) => `  ${bin} import ~/saes/blocks.8.hook_resid_pre --model ~/models/gpt2`)
    .example(
      (bin) =>
        `  ${bin} import ~/gemma-scope-2b-pt-res/layer_12/width_16k/average_l0_82/params.npz --model ~/models/gemma-2-2b --corpus ~/text`,
    )
    .action((sae: unknown, flags: Flags) => run((session) => importSae(session, String(sae), flags), flags));
}
