/** Writes the published JSON Schemas from the zod schemas that the code parses by. `npm run schemas` */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compareResultsJsonSchema } from '../../native-worker/comparison/compareResults.ts';

const folder = path.resolve('docs/schemas');
mkdirSync(folder, { recursive: true });
const schemas = { 'compare.schema.json': compareResultsJsonSchema() };
for (const [file, schema] of Object.entries(schemas))
  writeFileSync(path.join(folder, file), `${JSON.stringify(schema, null, 2)}\n`);
