/** The command line: names, flags, help and examples. What a command does is in commands/. */
import { cac, type CAC } from 'cac';
import { packageVersion } from '../installation.ts';
import { attribute } from './commands/attribute.ts';
import { bench } from './commands/bench.ts';
import { demo, DEMO_STORAGE } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { doctorGpu } from './commands/doctorGpu.ts';
import { exportSae } from './commands/export.ts';
import { features } from './commands/features.ts';
import { inspect } from './commands/inspect.ts';
import { models } from './commands/models.ts';
import { runs } from './commands/runs.ts';
import { markValues } from './argv.ts';
import { addDownload, DOWNLOAD_SWITCHES } from './downloadProgram.ts';
import { addEvaluate, EVALUATE_SWITCHES } from './evaluateProgram.ts';
import { addGenerate, GENERATE_SWITCHES } from './generateProgram.ts';
import { EXIT, UsageError, type ExitCode } from './exitCodes.ts';
import { textFlag, type Flags } from './flags.ts';
import { addImport } from './importProgram.ts';
import { Session } from './session.ts';
import { addCompare, COMPARE_SWITCHES } from './compareProgram.ts';
import { addSynthetic } from './syntheticProgram.ts';
import { addTrain } from './trainProgram.ts';
import type { Terminal } from './terminal.ts';

export type Run = (
  work: (session: Session) => Promise<ExitCode>,
  flags: Flags,
  storage?: string,
) => Promise<ExitCode>;

/** Options that take no value. */
const SWITCHES: ReadonlySet<string> = new Set([
  ...COMPARE_SWITCHES,
  'json',
  'ascending',
  'help',
  'version',
  'verbose',
  'gpu',
  ...EVALUATE_SWITCHES,
  ...DOWNLOAD_SWITCHES,
  ...GENERATE_SWITCHES,
]);

/** Parses and runs. @throws UsageError and CACError for a wrong command line, and what the command throws */
export async function runProgram(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const program = buildProgram(async (work, flags, storage) => {
    const given = textFlag(flags, 'storage') ?? storage;
    const session = new Session(
      { json: flags['json'] === true, ...(given === undefined ? {} : { storage: given }) },
      terminal,
    );
    try {
      return await work(session);
    } finally {
      session.dispose();
    }
  });
  const parsed = program.parse(['node', 'monosema', ...markValues(argv, SWITCHES)], { run: false });
  if (parsed.options['help'] === true || parsed.options['version'] === true) return EXIT.ok;
  if (program.matchedCommand === undefined) {
    const [unknown] = program.args;
    if (unknown !== undefined) throw new UsageError(`There is no command "${unknown}". See monosema --help.`);
    program.outputHelp();
    return EXIT.usage;
  }
  const code: unknown = await program.runMatchedCommand();
  return code as ExitCode;
}

function buildProgram(run: Run): CAC {
  const program = cac('monosema');
  program.option('--storage <folder>', 'Where runs lie (default: MONOSEMA_STORAGE, else ~/.monosema)');
  program.option('--json', 'Print the result as JSON on stdout');
  addTrain(program, run);
  addReaders(program, run);
  addImport(program, run);
  addGenerate(program, run);
  addEvaluate(program, run);
  addDownload(program, run);
  addSynthetic(program, run);
  addCompare(program, run);
  addOthers(program, run);
  program.help((sections) => [
    ...sections,
    {
      title: 'Exit codes',
      body: '  0 done, 1 failed, 2 wrong command line or request, 130 interrupted (the checkpoint is kept)',
    },
  ]);
  program.version(packageVersion());
  return program;
}

function addReaders(program: CAC, run: Run): void {
  program
    .command('features <run>', 'Show the features of a run, or one of them')
    .option(
      '--sort <key>',
      'density, maxActivation, meanActivation, group, clusterSize or index (default: density)',
    )
    .option('--ascending', 'Smallest first')
    .option('--query <text>', 'As in the explorer: "@density:>0.001 @group:3 import"')
    .option('--limit <n>', 'Rows (default: 20)')
    .option('--offset <n>', 'Rows to pass over')
    .option('--feature <index>', 'One feature with its examples and what it does to the logits')
    .example((bin) => `  ${bin} features demo --sort density --query "@group:3" --limit 50`)
    .example((bin) => `  ${bin} features demo --feature 17`)
    .action((runId: unknown, flags: Flags) =>
      run((session) => features(session, String(runId), flags), flags),
    );
  program
    .command('inspect', 'Run text through a model and show which features fire')
    .option('--run <run>', 'The run whose features to show')
    .option('--model <folder>', 'Without a run: the model')
    .option('--hook <name>', 'Without a run: the hook point')
    .option('--text <text>', 'The text')
    .option('--file <path>', 'The text is in this file (- for stdin)')
    .option('--selection <start:end>', 'UTF-16 range to inspect; the text before it gives context')
    .option('--limit <n>', 'Features (default: 20)')
    .example((bin) => `  ${bin} inspect --run demo --text "for (const x of xs) {"`)
    .example((bin) => `  ${bin} inspect --run demo --file main.ts --selection 120:180 --json`)
    .action((flags: Flags) => run((session) => inspect(session, flags), flags));
  program
    .command('attribute', 'Show which features raised a token: each is taken out, and the logit drops')
    .option('--run <run>', 'The run whose features to try')
    .option('--text <text>', 'The text')
    .option('--file <path>', 'The text is in this file (- for stdin)')
    .option('--at <start:end>', 'UTF-16 range of the token asked about (default: the last)')
    .option('--next <id>', 'Ask about the token of this id behind it instead; "likeliest" for the likeliest')
    .option('--scope <scope>', 'Where features are taken out: position (default) or context')
    .option('--tried <n>', 'Features tried, those that add the longest vectors first (default: 100)')
    .option('--limit <n>', 'Rows shown (default: 20)')
    .example((bin) => `  ${bin} attribute --run demo --text "for (const x of xs"`)
    .action((flags: Flags) => run((session) => attribute(session, flags), flags));
}

function addOthers(program: CAC, run: Run): void {
  program
    .command('runs [action] [run] [name]', 'List runs; show, resume, stop, rename or delete one')
    .example((bin) => `  ${bin} runs`)
    .example((bin) => `  ${bin} runs resume demo`)
    .action((action: unknown, runId: unknown, name: unknown, flags: Flags) =>
      run((session) => runs(session, optional(action) ?? 'list', optional(runId), optional(name)), flags),
    );
  program
    .command('export <run> <folder>', 'Write the SAE of a run as a SAELens folder')
    .option(
      '--merge-twins [cosine]',
      'Merge features whose directions have a larger cosine (0.9 when left out); the run keeps its own SAE',
    )
    .example((bin) => `  ${bin} export demo ./sae`)
    .example((bin) => `  ${bin} export demo ./merged --merge-twins 0.9`)
    .action((runId: unknown, folder: unknown, flags: Flags) =>
      run((session) => exportSae(session, String(runId), String(folder), flags), flags),
    );
  program
    .command(
      'models [...folders]',
      'Show models as maps of their hook points, with what reading there costs (without folders: those downloaded)',
    )
    .option('--tensors <text>', 'Find tensors of one model by parts of their names, to read as tensor:<name>')
    .example((bin) => `  ${bin} models ~/models`)
    .example((bin) => `  ${bin} models ~/models/my-model --tensors "layers.3 gate"`)
    .action((folders: unknown[], flags: Flags) =>
      run((session) => models(session, folders.map(String), flags), flags),
    );
  program
    .command('doctor', 'Check versions, storage, devices and the starter model')
    .option('--gpu', 'Check instead that each device trains right, and how fast, and write a report')
    .option('--out <folder>', 'Where the report of --gpu goes (default: here)')
    .example((bin) => `  ${bin} doctor --gpu`)
    .action((flags: Flags) =>
      run((session) => (flags['gpu'] === true ? doctorGpu(session, flags) : doctor(session)), flags),
    );
  program
    .command(
      'bench <what>',
      'Measure on this machine; "harvest": the graph pruned to a hook point against the whole, and harvest beside training',
    )
    .option('--model <folder>', 'Default: the starter model')
    .option('--hook <name>', 'Default: two thirds of the way up the residual stream')
    .option('--threads <n>', "Default: onnxruntime's choice")
    .option('--features <n>', 'Of the SAE that is trained beside the harvest (default: 4096)')
    .example((bin) => `  ${bin} bench harvest --model ~/models/my-model --hook blocks.8.hook_mlp_out`)
    .action((what: unknown, flags: Flags) => run((session) => bench(session, String(what), flags), flags));
  program
    .command('demo', 'Train on the starter model and corpus into ./.monosema, then show features')
    .option('--name <name>', 'Name of the run (default: demo)')
    .action((flags: Flags) => run((session) => demo(session, flags), flags, DEMO_STORAGE));
}

/** cac turns digits into numbers. */
function optional(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
