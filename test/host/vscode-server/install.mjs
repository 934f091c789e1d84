// Installs the real VS Code under test, once: code-server with the packages its own folders need (about 820 MB, one minute).
// Ends at once when the lock file installed is the lock file here.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const lock = readFileSync(join(here, 'package-lock.json'), 'utf8');
const stamp = join(here, 'node_modules', '.installed-lock.json');

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.error(
    'The VS Code under test (code-server) runs on Linux x64 only. Use `npm run test:core` on this machine.',
  );
  process.exit(1);
}

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  rmSync(join(here, 'node_modules'), { recursive: true, force: true });
  console.log('Installing the VS Code under test (code-server), about a minute…');
  const npm = (cwd, ...args) =>
    execFileSync(
      'npm',
      [...args, '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error', '--engine-strict=false'],
      {
        cwd,
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
  npm(here, 'ci');
  const vscode = join(here, 'node_modules/code-server/lib/vscode');
  // Its shrinkwrap lacks a package, so `npm ci` refuses it; a plain install follows it for all the others.
  npm(vscode, 'install', '--omit=dev');
  npm(join(vscode, 'extensions'), 'ci', '--omit=dev');
  writeFileSync(stamp, lock);
}
