// Makes media/starter-run, the run that ships with the extension, by the demo's own command:
//   npm run build && node tools/starter-run/makeStarterRun.mjs
// To be run again whenever the starter model, the starter corpus or the recommended preset changes. Takes as long as the demo.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const NAME = 'starter-run';
/** What only a run at work needs: raw training state, the job's own files. */
const left = (path) => basename(path) !== 'checkpoints' && !basename(path).startsWith('job.');

const storage = mkdtempSync(join(tmpdir(), 'starter-run-'));
try {
  // A run that ships already would be listed beside the new one.
  rmSync(join('media', NAME), { recursive: true, force: true });
  execFileSync(process.execPath, ['dist/cli.js', 'demo', '--name', NAME, '--storage', storage], {
    stdio: 'inherit',
  });
  cpSync(join(storage, 'runs', NAME), join('media', NAME), { recursive: true, filter: left });
} finally {
  rmSync(storage, { recursive: true, force: true });
}
