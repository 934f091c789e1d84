/** The command lines of `monosema generate` and `monosema steer`. */
import type { CAC } from 'cac';
import { generate } from './commands/generate.ts';
import { steer } from './commands/steer.ts';
import type { Flags } from './flags.ts';
import type { Run } from './program.ts';
import { addSampling } from './samplingFlags.ts';

/** Options that take no value. */
export const GENERATE_SWITCHES = ['only-generated'] as const;

export function addGenerate(program: CAC, run: Run): void {
  addSampling(program.command('generate', 'Let a model write on after a prompt'))
    .option('--model <folder>', 'Model folder, or the path of an .onnx file in one')
    .example((bin) => `  ${bin} generate --model ~/models/SmolLM2-135M --prompt "The dog" --temperature 0`)
    .example(
      (bin) => `  ${bin} generate --model ~/models/SmolLM2-135M --prompt-file - --stop "\\n\\n" --json`,
    )
    .action((flags: Flags) => run((session) => generate(session, flags), flags));
  addSampling(
    program.command(
      'steer',
      'Write on after a prompt twice: as the model is, and steered by features of a run',
    ),
  )
    .option('--run <run>', 'The run whose features steer')
    .option(
      '--feature <index:strength>',
      '12:+2 adds twice the max of feature 12 along its direction, 12:=2 holds it at twice its max, 12:ablate at 0 (repeat it)',
    )
    .option('--only-generated', 'Leave the positions of the prompt as they are')
    .option('--model <folder>', "Default: the run's own")
    .example((bin) => `  ${bin} steer --run demo --feature 12:+2 --feature 40:ablate --prompt "import "`)
    .action((flags: Flags) => run((session) => steer(session, flags), flags));
}
