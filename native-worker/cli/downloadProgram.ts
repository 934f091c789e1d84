/** The command line of `monosema download`. */
import type { CAC } from 'cac';
import { download } from './commands/download.ts';
import type { Flags } from './flags.ts';
import type { Run } from './program.ts';

/** Its options that take no value. */
export const DOWNLOAD_SWITCHES = ['yes'] as const;

export function addDownload(program: CAC, run: Run): void {
  program
    .command(
      'download [repository]',
      'Download a model as ONNX: owner/name or the address of its page; without one, show a short list',
    )
    .option('--precision <name>', 'fp32, fp16, q8, q4… as the repository has them (default: the best)')
    .option('--revision <name>', 'Branch, tag or commit (default: main)')
    .option('--out <folder>', 'Where it goes (default: models/<owner>/<name> of the storage)')
    .option('--yes', 'Agree to its licence without being asked')
    .example((bin) => `  ${bin} download`)
    .example((bin) => `  ${bin} download onnx-community/SmolLM2-135M-ONNX --precision fp32`)
    .action((repository: unknown, flags: Flags) =>
      run((session) => download(session, typeof repository === 'string' ? repository : null, flags), flags),
    );
}
