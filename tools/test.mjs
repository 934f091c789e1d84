// `npm test`: builds, then runs unit, engine and real-VS-Code tests, fetching what those need by itself.
//   npm test [-- --install-browser] [-- <vitest arguments>]
//   npm run test:core   unit and engine tests only (macOS, Windows: no code-server, no software Vulkan)
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findBrowser, installBrowser, requireBrowser } from '../test/host/browser.mjs';

const args = process.argv.slice(2);
const core = args.includes('--core');
const mayInstall = process.env['CI'] === 'true' || args.includes('--install-browser');
const passedOn = args.filter((arg) => !['--core', '--install-browser'].includes(arg));

if (!core) {
  const softwareVulkan = existsSync('/usr/lib/chromium/vk_swiftshader_icd.json');
  if (mayInstall && (!findBrowser() || !softwareVulkan)) installBrowser();
  try {
    requireBrowser();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  execFileSync(process.execPath, ['test/host/vscode-server/install.mjs'], { stdio: 'inherit' });
}
// The tests in VS Code install the packed extension, so packing is their build.
execFileSync(process.execPath, [core ? 'tools/build/build.mjs' : 'tools/package/package.mjs'], {
  stdio: 'inherit',
});

const projects = core ? ['unit', 'engine'] : ['unit', 'engine', 'gpu', 'vscode'];
const vitest = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', ...projects.flatMap((name) => ['--project', name]), ...passedOn],
  { stdio: 'inherit' },
);
process.exit(vitest.status ?? 1);
