// Finds the browser that shows VS Code under test, or says exactly how to get one. Never skips in silence.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];

/** What apt installs: the browser, fonts for Latin, CJK and emoji text, and the Vulkan loader that WebGPU tests need. */
const APT_PACKAGES = [
  'chromium',
  'fonts-liberation',
  'fonts-noto-cjk',
  'fonts-noto-color-emoji',
  'libvulkan1',
];

/** Path of Chromium, Chrome or Edge; `MONOSEMA_BROWSER` names another. Undefined when there is none. */
export function findBrowser() {
  const named = process.env['MONOSEMA_BROWSER'];
  if (named) return existsSync(named) ? named : undefined;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const name of NAMES)
    for (const folder of folders) if (existsSync(join(folder, name))) return join(folder, name);
  return undefined;
}

/** @throws Error naming the command to run when there is no browser. */
export function requireBrowser() {
  const browser = findBrowser();
  if (browser) return browser;
  throw new Error(
    'No Chromium, Chrome or Edge was found, and the tests in a real VS Code need one.\n' +
      `Run:  npm test -- --install-browser   (as root; installs ${APT_PACKAGES.join(', ')} by apt)\n` +
      'or set MONOSEMA_BROWSER to the path of a browser you have.',
  );
}

/** Installs the browser and fonts by apt. Only under CI or when asked. */
export function installBrowser() {
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...APT_PACKAGES], options);
}
