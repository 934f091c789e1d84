/** Where a JSONL file is broken: DuckDB's message counts one line too many, and a user needs the place. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** The number, from 1, of the first line that is not JSON, with the reason; null where every line is. Blank lines are passed over. */
export async function firstBrokenLine(file: string): Promise<{ line: number; reason: string } | null> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
  let line = 0;
  for await (const text of lines) {
    line++;
    if (text.trim() === '') continue;
    try {
      JSON.parse(text);
    } catch (error) {
      return { line, reason: error instanceof Error ? error.message : String(error) };
    }
  }
  return null;
}
