/** A headless browser for the previews: the one that MONOSEMA_CHROMIUM names, or one found in the usual places. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const CANDIDATES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

export class NoBrowserError extends Error {
  override readonly name = 'NoBrowserError';
  constructor() {
    super(
      'No Chromium, Chrome or Edge was found. Install one (Debian: sudo apt-get install chromium) or set MONOSEMA_CHROMIUM to its path.',
    );
  }
}

export async function openChromium(): Promise<Browser> {
  const executablePath = process.env['MONOSEMA_CHROMIUM'] ?? CANDIDATES.find((path) => existsSync(path));
  if (executablePath === undefined) throw new NoBrowserError();
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
}
