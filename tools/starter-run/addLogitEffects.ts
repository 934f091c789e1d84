/**
 * Adds the direct logit effects to the index of a finished run that was made before they were measured, without training again:
 *   node tools/starter-run/addLogitEffects.mjs media/starter-run
 */
import { mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Database } from '../../native-worker/features/store/database.ts';
import { newestIndex } from '../../native-worker/features/store/indexFolder.ts';
import { MANIFEST_FILE, readManifest } from '../../native-worker/features/store/indexManifest.ts';
import { LOGIT_TABLES, writeLogits } from '../../native-worker/features/store/logitTables.ts';
import { writeFileAtomic } from '../../native-worker/files/atomicFile.ts';
import { openTokenizer } from '../../native-worker/llm/tokenizer/openTokenizer.ts';
import { logitEffects } from '../../native-worker/runs/logitEffects.ts';
import { readRunFile } from '../../native-worker/runs/runFile.ts';
import { runPaths } from '../../native-worker/runs/runFolder.ts';
import { checkedModel } from '../../native-worker/runs/runParts.ts';
import { modelFolderNames } from '../../native-worker/starterMedia.ts';

const paths = runPaths(path.resolve(process.argv[2] ?? ''));
const run = readRunFile(paths.runFile);
const request = { ...run.request, modelFolder: modelFolderNames.resolve(run.request.modelFolder) };
const place = await newestIndex(paths.root);
if (place === null) throw new Error(`${paths.root} has no index.`);
const tokenizer = await openTokenizer(request.modelFolder);
const logits = await logitEffects({
  model: await checkedModel({ request, run }),
  hookPoint: request.hookPoint,
  sae: paths.sae,
  check: () => Promise.resolve(),
  onProblem: (message) => {
    throw new Error(message);
  },
});
const written = await mkdtemp(path.join(place.folder, '.writing-'));
const database = await Database.open({
  threads: 1,
  memoryMegabytes: 500,
  temporaryFolder: path.join(written, 'spill'),
});
const told = await writeLogits(database, logits, written, { tokenText: (id) => tokenizer.tokenText(id) });
database.dispose();
for (const table of Object.keys(LOGIT_TABLES)) {
  await rename(path.join(written, `${table}.parquet`), path.join(place.folder, `${table}.parquet`));
}
await rm(written, { recursive: true });
// Last: it tells readers that they are there.
const manifest = { ...(await readManifest(place.folder)), logitEffects: told };
writeFileAtomic(path.join(place.folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 1)}\n`);
