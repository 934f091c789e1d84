// `npm run package`: builds for production and packs monosema-<platform>-<arch>-<version>.vsix for this machine's platform.
// Only that platform's native libraries go in; the size budget is checked at the end.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { copyNativePackages } from './nativePackages.mjs';

/** Packed size that a download may have, in MB (10^6 bytes): DuckDB 20, onnxruntime 17, starter media 14, the rest 2, and some air. */
const SIZE_BUDGET_MB = 60;

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const { platform, arch } = process;
const target = `${platform}-${arch}`;
const file = `monosema-${target}-${version}.vsix`;
const run = (...args) => execFileSync(process.execPath, args, { stdio: 'inherit' });

run('tools/build/build.mjs', '--production');
copyNativePackages({ platform, arch, destination: 'dist/node_modules' });
run(
  'node_modules/@vscode/vsce/vsce',
  'package',
  ...['--target', target, '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'],
  ...['--out', file],
);

const megabytes = statSync(file).size / 1e6;
console.log(`${file}: ${megabytes.toFixed(1)} MB of a budget of ${SIZE_BUDGET_MB} MB`);
if (megabytes > SIZE_BUDGET_MB) {
  console.error('Over the budget: look at the list of files that the packing printed.');
  process.exit(1);
}
