// `npm run blind-sheet -- <run folder> [--features 50] [--seed 1] [--out folder]`: bundles the script and runs it.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';
import { engineOptions } from '../build/engine.mjs';

const entryPoints = [path.join(import.meta.dirname, 'blindSheet.ts')];
const outdir = path.join(import.meta.dirname, '../../dist/blind-sheet');
await build({ ...engineOptions({ production: false }), entryPoints, outdir });
const script = path.join(outdir, 'blindSheet.js');
const { status } = spawnSync(process.execPath, [script, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);
