/** The files of docs/schemas by name: for each published format its JSON Schema, and its TypeScript type generated from that. */
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { compareResultsJsonSchema } from '../../native-worker/comparison/compareResults.ts';
import { evaluationJsonSchema } from '../../native-worker/spliceEvaluation/evaluationFile.ts';

const formats = {
  compare: { typeName: 'CompareResults', schema: compareResultsJsonSchema() },
  evaluation: { typeName: 'SpliceEvaluation', schema: evaluationJsonSchema() },
};

export async function publishedSchemas(): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const [name, { typeName, schema }] of Object.entries(formats)) {
    files[`${name}.schema.json`] = `${JSON.stringify(schema, null, 2)}\n`;
    files[`${name}.d.ts`] = await compile({ ...(schema as JSONSchema), title: typeName }, typeName, {
      bannerComment: `/** Generated from ${name}.schema.json by \`npm run schemas\`; do not edit. */`,
      additionalProperties: false,
      ignoreMinAndMaxItems: true,
      style: { singleQuote: true, printWidth: 120 },
    });
  }
  return files;
}
