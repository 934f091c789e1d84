/**
 * Our side of the race in race.py: a process that stays alive and does a step when a line on stdin asks for it, answering with a line of JSON.
 *   {"do":"problem","dIn":…,"dSae":…,"batchTokens":…,"share":…,"folder":…}  writes the arrays that both sides start from
 *   {"do":"open","name":…,"threads":…,"int8":"on"|"off"}  a fresh sparse backend on that problem, or why there is none: {"refused":…}
 *   {"do":"step","name":…,"learningRate":…}  its next step; {"do":"close"} ends all
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { gbaForm } from '../../native-worker/compute/backend.ts';
import { Int8UnavailableError } from '../../native-worker/compute/sparse/chooseInt8.ts';
import { openSparse } from '../../native-worker/compute/sparse/openSparse.ts';
import type { SparseBackend } from '../../native-worker/compute/sparse/sparseBackend.ts';
import { sparseProblem, stateOf, type SparseProblem } from '../../test/bench/step/sparseProblem.ts';

const requestSchema = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('problem'),
    ...{ dIn: z.number(), dSae: z.number(), batchTokens: z.number(), share: z.number(), folder: z.string() },
  }),
  z.object({ do: z.literal('open'), name: z.string(), threads: z.number(), int8: z.enum(['on', 'off']) }),
  z.object({ do: z.literal('step'), name: z.string(), learningRate: z.number() }),
  z.object({ do: z.literal('close') }),
]);
type Request = z.infer<typeof requestSchema>;

let problem: SparseProblem | null = null;
let share = NaN;
const backends = new Map<string, { backend: SparseBackend; steps: number }>();

async function answer(request: Request): Promise<Record<string, number | string | null>> {
  switch (request.do) {
    case 'problem':
      ({ share } = request);
      problem = await sparseProblem(request, [share]);
      return shareProblem(problem, request.folder);
    case 'open':
      return open(request);
    case 'step':
      return step(request.name, request.learningRate);
    case 'close':
      for (const { backend } of backends.values()) await backend.dispose();
      backends.clear();
      return {};
    default:
      return request satisfies never;
  }
}

/** float32, little endian, row by row. */
function shareProblem(made: SparseProblem, folder: string): Record<string, number> {
  const { weights, biases, preBias, scales } = stateOf(made, share);
  const arrays = Object.entries({ weights, biases, preBias, scales });
  made.batches.forEach((batch, i) => arrays.push([`batch${i}`, batch]));
  for (const [name, values] of arrays) writeFileSync(path.join(folder, `${name}.f32`), values);
  return { batches: made.batches.length };
}

type Opening = Extract<Request, { do: 'open' }>;

async function open({ name, threads, int8 }: Opening): Promise<Record<string, string | null>> {
  if (!problem) throw new Error('There is no problem yet.');
  const { dIn, dSae, batchTokens } = problem;
  const options = { ...gbaForm, dIn, dSae, batchTokens, prefixes: [dSae] };
  try {
    const backend = await openSparse(options, { members: threads, int8 });
    await backend.load(stateOf(problem, share));
    backends.set(name, { backend, steps: 0 });
    return { refused: null };
  } catch (error) {
    if (error instanceof Int8UnavailableError) return { refused: error.message };
    throw error;
  }
}

async function step(name: string, learningRate: number): Promise<Record<string, number>> {
  const opened = backends.get(name);
  const x = problem?.batches[(opened?.steps ?? 0) % problem.batches.length];
  if (!opened || !problem || !x) throw new Error(`There is no backend ${name} yet.`);
  opened.steps += 1;
  const { backend } = opened;
  const start = performance.now();
  const { squaredError, activePairs } = await backend.step(x, { learningRate });
  const milliseconds = performance.now() - start;
  const { screened = 0, blocks = 1 } = backend.ways ?? {};
  const active = activePairs / (problem.dSae * problem.batchTokens);
  return { milliseconds, squaredError, active, screened: screened / blocks };
}

for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(requestSchema.parse(JSON.parse(line)));
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
