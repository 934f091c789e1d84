/**
 * Our side of the race in harvest_race.py: a process that stays alive and harvests a batch when a line on stdin asks for it.
 *   {"do":"open","folder":…,"hook":…,"threads":…,"rows":[[id,…],…]}  a reader on the CPU; answers {"width":…}
 *   {"do":"values","file":…}  writes the batch's activations, float32, [rows, length, width]
 *   {"do":"harvest"}  harvests the batch as a run does; answers {"milliseconds":…}; {"do":"close"} ends all
 */
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { harvestTogether } from '../../native-worker/activations/harvest.ts';
import type { TokenRow } from '../../native-worker/corpus/tokenRow.ts';
import type { ActivationReader } from '../../native-worker/llm/languageModel.ts';
import { openLanguageModel } from '../../native-worker/llm/openLanguageModel.ts';
import { packRows } from '../../native-worker/llm/tokenBatch.ts';

const requestSchema = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('open'),
    ...{ folder: z.string(), hook: z.string(), threads: z.number(), rows: z.array(z.array(z.number())) },
  }),
  z.object({ do: z.literal('values'), file: z.string() }),
  z.object({ do: z.literal('harvest') }),
  z.object({ do: z.literal('close') }),
]);
type Request = z.infer<typeof requestSchema>;

let reader: ActivationReader | null = null;
let rows: TokenRow[] = [];

function opened(): ActivationReader {
  if (!reader) throw new Error('Ask for "open" first.');
  return reader;
}

async function answer(request: Request): Promise<Record<string, number>> {
  switch (request.do) {
    case 'open': {
      await reader?.dispose();
      const none = new Int32Array(0);
      rows = request.rows.map((ids, document) => ({
        ...{ document, split: 'train', tokens: Int32Array.from(ids), starts: none, ends: none },
      }));
      const model = await openLanguageModel(request.folder);
      reader = await model.openReader(request.hook, { device: 'cpu', threads: request.threads });
      return { width: reader.hookPoint.width };
    }
    case 'values':
      writeFileSync(request.file, await opened().read(packRows(rows.map(({ tokens }) => tokens))));
      return {};
    case 'harvest': {
      const start = performance.now();
      await harvestTogether(opened(), rows, { rowsPerBatch: rows.length, outlierNorm: Infinity });
      return { milliseconds: performance.now() - start };
    }
    case 'close':
      await reader?.dispose();
      reader = null;
      return {};
    default:
      return request satisfies never;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(requestSchema.parse(JSON.parse(line)));
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
