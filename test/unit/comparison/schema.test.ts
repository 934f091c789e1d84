import { readFileSync } from 'node:fs';
import { expect, expectTypeOf, test } from 'vitest';
import type { CompareResults as Published } from '../../../docs/schemas/compare.d.ts';
import type { CompareResults } from '../../../native-worker/comparison/compareResults.ts';
import { publishedSchemas } from '../../../tools/schemas/publishedSchemas.ts';

test('the published schemas and types are those that the code parses by (npm run schemas)', async () => {
  for (const [file, text] of Object.entries(await publishedSchemas()))
    expect(readFileSync(`docs/schemas/${file}`, 'utf8'), file).toBe(text);
});

test('what the code writes fits the published type', () => {
  const write = (published: Published): Published => published;
  expectTypeOf(write).toBeCallableWith({} as CompareResults);
});
