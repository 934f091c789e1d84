/**
 * Our side of the race in race.py: a process that stays alive and does a step when a line on stdin asks for it, answering with a line of JSON.
 *   {"do":"problem","dIn":…,"dSae":…,"batchTokens":…,"share":…,"folder":…}  writes the arrays that both sides start from
 *   {"do":"open","threads":…} a fresh sparse backend on that problem; {"do":"step"} its next step; {"do":"close"}
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { gbaForm } from '../../native-worker/compute/backend.ts';
import { openSparse } from '../../native-worker/compute/sparse/openSparse.ts';
import type { SparseBackend } from '../../native-worker/compute/sparse/sparseBackend.ts';
import { sparseProblem, stateOf, type SparseProblem } from '../../test/bench/step/sparseProblem.ts';

const requestSchema = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('problem'),
    ...{ dIn: z.number(), dSae: z.number(), batchTokens: z.number(), share: z.number(), folder: z.string() },
  }),
  z.object({ do: z.literal('open'), threads: z.number() }),
  z.object({ do: z.literal('step'), learningRate: z.number() }),
  z.object({ do: z.literal('close') }),
]);
type Request = z.infer<typeof requestSchema>;

let problem: SparseProblem | null = null;
let share = NaN;
let backend: SparseBackend | null = null;
let steps = 0;

async function answer(request: Request): Promise<Record<string, number>> {
  switch (request.do) {
    case 'problem':
      ({ share } = request);
      problem = await sparseProblem(request, [share]);
      return shareProblem(problem, request.folder);
    case 'open':
      return open(request.threads);
    case 'step':
      return step(request.learningRate);
    case 'close':
      await backend?.dispose();
      backend = null;
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

async function open(threads: number): Promise<Record<string, number>> {
  if (!problem) throw new Error('There is no problem yet.');
  const { dIn, dSae, batchTokens } = problem;
  const options = { ...gbaForm, dIn, dSae, batchTokens, prefixes: [dSae] };
  backend = await openSparse(options, { members: threads });
  await backend.load(stateOf(problem, share));
  steps = 0;
  return {};
}

async function step(learningRate: number): Promise<Record<string, number>> {
  const x = problem?.batches[steps++ % problem.batches.length];
  if (!backend || !problem || !x) throw new Error('There is no backend yet.');
  const start = performance.now();
  const { squaredError, activePairs } = await backend.step(x, { learningRate });
  const milliseconds = performance.now() - start;
  return { milliseconds, squaredError, active: activePairs / (problem.dSae * problem.batchTokens) };
}

for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(requestSchema.parse(JSON.parse(line)));
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
