/** Writes the published JSON Schemas from the zod schemas that the code parses by, and TypeScript types from those. `npm run schemas` */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { publishedSchemas } from './publishedSchemas.ts';

const folder = path.resolve('docs/schemas');
mkdirSync(folder, { recursive: true });
for (const [file, text] of Object.entries(await publishedSchemas()))
  writeFileSync(path.join(folder, file), text);
