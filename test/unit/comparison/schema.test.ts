import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compareResultsJsonSchema } from '../../../native-worker/comparison/compareResults.ts';

test('the published schema of results.json is the one that the code writes by (npm run schemas)', () => {
  const published: unknown = JSON.parse(readFileSync('docs/schemas/compare.schema.json', 'utf8'));
  expect(published).toEqual(JSON.parse(JSON.stringify(compareResultsJsonSchema())));
});
