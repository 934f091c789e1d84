/** A child process that opens and runs broken models, one message a case; its parent sees whether it lives. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openLanguageModel } from '../../../../native-worker/llm/openLanguageModel.ts';
import { packRows } from '../../../../native-worker/llm/tokenBatch.ts';
import { openTokenizer } from '../../../../native-worker/llm/tokenizer/openTokenizer.ts';
import { Random } from '../../../../native-worker/sae/random.ts';
import { caseMaker } from './cases.ts';
import type { Bundle } from './mutations.ts';

export interface FuzzReply {
  seed: number;
  name: string;
  /** `ran`, or the name of the error that refused the case. */
  outcome: string;
  message: string;
}

const makeCase = caseMaker(process.argv[2] ?? '');
const scratch = await mkdtemp(path.join(os.tmpdir(), 'monosema-fuzz-'));
const batch = packRows([Int32Array.of(1, 7, 9, 4, 250), Int32Array.of(3, 8)]);

async function write(folder: string, { files }: Bundle): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), bytes);
  }
}

/** All that a user can do with a model: open it, encode a text, read a hook point, alone or with the logits. */
async function use(folder: string, random: Random): Promise<void> {
  const model = await openLanguageModel(folder);
  const tokenizer = await openTokenizer(folder);
  tokenizer.encode('const sum = items.length; The dog');
  const { hookPoints } = model.summary;
  const hook = hookPoints[random.integer(hookPoints.length)]?.name ?? 'tensor:logits';
  if (random.integer(2) === 0) {
    const reader = await model.openReader(hook, { device: 'cpu', threads: 1 });
    await reader.read(batch).finally(() => reader.dispose());
  } else {
    const inspection = await model.openInspection(hook, { device: 'cpu', threads: 1 });
    await inspection.read(Int32Array.of(1, 7, 9)).finally(() => inspection.dispose());
  }
}

async function run(seed: number): Promise<FuzzReply> {
  const { name, bundle } = await makeCase(seed);
  const folder = path.join(scratch, String(seed));
  await write(folder, bundle);
  try {
    await use(folder, new Random(seed));
    return { seed, name, outcome: 'ran', message: '' };
  } catch (error) {
    const known = error instanceof Error;
    return {
      seed,
      name,
      outcome: known ? error.name : 'no error',
      message: known ? error.message : String(error),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

process.on('message', (seed: number) => {
  void run(seed).then(
    (reply) => process.send?.(reply),
    (error: unknown) => process.send?.({ seed, name: '', outcome: 'fuzz test', message: String(error) }),
  );
});
process.once('disconnect', () => {
  void rm(scratch, { recursive: true, force: true }).then(() => process.exit(0));
});
