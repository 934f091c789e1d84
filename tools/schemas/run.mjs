// `npm run schemas`: bundles the script and runs it.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';
import { engineOptions } from '../build/engine.mjs';

const entryPoints = [path.join(import.meta.dirname, 'makeSchemas.ts')];
const outdir = path.join(import.meta.dirname, '../../dist/schemas');
await build({ ...engineOptions({ production: false }), entryPoints, outdir });
const { status } = spawnSync(process.execPath, [path.join(outdir, 'makeSchemas.js')], { stdio: 'inherit' });
process.exit(status ?? 1);
