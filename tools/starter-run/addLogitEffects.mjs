// `node tools/starter-run/addLogitEffects.mjs <run folder>`: bundles the script and runs it.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';
import { engineOptions } from '../build/engine.mjs';

const entryPoints = [path.join(import.meta.dirname, 'addLogitEffects.ts')];
const outdir = path.join(import.meta.dirname, '../../dist/starter-run');
await build({ ...engineOptions({ production: false }), entryPoints, outdir });
const script = path.join(outdir, 'addLogitEffects.js');
const { status } = spawnSync(process.execPath, [script, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);
