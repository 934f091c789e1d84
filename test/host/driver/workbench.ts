/** A page object over the VS Code workbench in a real browser: palette, quick picks, webviews, screenshots. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Frame, type FrameLocator, type Page } from 'playwright-core';
import { requireBrowser } from '../browser.mjs';
import type { CodeServer } from './codeServer.ts';

const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const repository = join(import.meta.dirname, '../../..');
const pictures = join(repository, 'test/.artifacts');
const bridgeModule = join(import.meta.dirname, 'bridge.cjs');

/** Runs in the extension host; must be self-contained. The host's `vscode` module comes first. */
export type HostFunction<A extends unknown[], R> = (vscode: typeof import('vscode'), ...args: A) => R;

export interface WorkbenchOptions {
  folder: string;
  /** Load the extension from the repository instead of an installed VSIX, with the bridge for `evaluate`. */
  development: boolean;
}

export class Workbench {
  #browser: Browser | null = null;
  #page: Page | null = null;
  #server: CodeServer | null = null;

  async open(server: CodeServer, options: WorkbenchOptions): Promise<void> {
    this.#server = server;
    this.#browser = await chromium.launch({ executablePath: requireBrowser(), args: BROWSER_FLAGS });
    const page = await this.#browser.newPage({ viewport: { width: 1400, height: 900 } });
    this.#page = page;
    const remote = (path: string) => `vscode-remote://${server.host}${path}`;
    const payload = [['skipWelcome', 'true']];
    if (options.development) {
      payload.push(
        ['extensionDevelopmentPath', remote(repository)],
        ['extensionTestsPath', remote(bridgeModule)],
      );
      await honourPayload(page);
    }
    rmSync(server.bridgeFile, { force: true });
    const query = `folder=${encodeURIComponent(options.folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    await page.goto(`http://${server.host}/?${query}`, { waitUntil: 'domcontentloaded' });
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  }

  /** @throws before `open` */
  get page(): Page {
    return opened(this.#page);
  }

  /** @throws before `open` */
  get server(): CodeServer {
    return opened(this.#server);
  }

  /** Runs a function in the extension host with the `vscode` API. Needs `development`. */
  async evaluate<A extends unknown[], R>(body: HostFunction<A, R>, ...args: A): Promise<Awaited<R>> {
    await waitFor(() => existsSync(this.server.bridgeFile), 60_000, 'the bridge in the extension host');
    const response = await fetch(`http://127.0.0.1:${readFileSync(this.server.bridgeFile, 'utf8')}`, {
      method: 'POST',
      body: JSON.stringify({ source: body.toString(), args }),
    });
    const answer = (await response.json()) as { result: Awaited<R> } | { error: string };
    if ('error' in answer) throw new Error(answer.error);
    return answer.result;
  }

  /** Runs a command by its title in the command palette, as a user does. */
  async runCommand(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget .quick-input-box input');
    const row = this.page.locator('.quick-input-widget .monaco-list-row', { hasText: title }).first();
    for (let attempt = 0; attempt < 20; attempt++) {
      await this.page.keyboard.press('F1');
      try {
        await input.waitFor({ timeout: 3000 });
        await input.fill(`>${title}`);
        await row.waitFor({ timeout: 3000 });
        await row.click();
        return;
      } catch {
        await this.page.keyboard.press('Escape');
      }
    }
    throw new Error(`The command palette offers no "${title}".`);
  }

  /** Clicks the row of the open quick pick that holds `text`; of a pick in several steps, once it shows step `step`. */
  async pick(text: string | RegExp, step?: number): Promise<void> {
    const box = this.page.locator('.quick-input-widget');
    const title = box.locator('.quick-input-title', step === undefined ? {} : { hasText: `(${step}/` });
    const row = box.locator('.monaco-list-row', { hasText: text }).first();
    if (step !== undefined) await title.waitFor({ timeout: 60_000 });
    await row.click({ timeout: 60_000 });
  }

  /** Types `folder` into VS Code's simple file dialog and accepts it: the dialog ignores its button while it reads the folder. */
  async chooseFolder(title: string, folder: string, button: string): Promise<void> {
    const dialog = this.page.locator('.quick-input-widget');
    const shown = dialog.locator('.quick-input-title', { hasText: title });
    await shown.waitFor();
    await dialog.locator('.quick-input-box input').fill(`${folder}/`);
    await waitFor(
      async () => {
        await dialog
          .locator('.quick-input-action')
          .getByText(button)
          .click({ timeout: 1000 })
          .catch(() => undefined);
        return (await shown.count()) === 0;
      },
      60_000,
      `the end of the dialog "${title}"`,
    );
  }

  /** As `pick`, but lets a quick pick that does not come be: commands ask only where there is a choice. */
  async pickIfAsked(text: string): Promise<void> {
    const row = this.page.locator('.quick-input-widget .monaco-list-row', { hasText: text }).first();
    await row.click({ timeout: 5000 }).catch(() => undefined);
  }

  /** The page of Monosema's own webview of that name, once it is there. */
  async view(
    name: 'explorer' | 'inspector' | 'training' | 'experiment' | 'steering',
    milliseconds = 60_000,
  ): Promise<Frame> {
    const end = Date.now() + milliseconds;
    for (;;) {
      for (const frame of this.page.frames())
        if (
          (await frame
            .locator(`#app[data-view="${name}"]`)
            .count()
            .catch(() => 0)) > 0
        )
          return frame;
      if (Date.now() > end) throw new Error(`No ${name} webview within ${milliseconds} ms.`);
      await this.page.waitForTimeout(200);
    }
  }

  /** Characters of the visible editor that lie under a decoration, in text order. */
  async editorColours(): Promise<{ line: number; column: number; colour: string }[]> {
    const source = readFileSync(join(import.meta.dirname, 'editorColours.js'), 'utf8');
    const found = await this.page.evaluate<{ line: number; column: number; colour: string }[]>(
      `(${source.slice(source.indexOf('() =>')).replace(/;\s*$/, '')})()`,
    );
    return found.sort((a, b) => a.line - b.line || a.column - b.column);
  }

  /** Whether the workbench wears a light theme. */
  async editorIsLight(): Promise<boolean> {
    return (await this.page.locator('.monaco-workbench.vs').count()) > 0;
  }

  /** The content of the n-th visible webview. */
  webview(index = 0): FrameLocator {
    return this.page.frameLocator(`iframe.webview.ready >> nth=${index}`).frameLocator('iframe#active-frame');
  }

  /** Saves a picture under test/.artifacts for people to look at. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    await this.page.screenshot({ path: join(pictures, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }
}

function opened<T>(part: T | null): T {
  if (part === null) throw new Error('This workbench is not open yet: use it inside a test.');
  return part;
}

/** VS Code honours the development payload in the browser only in its smoke-test mode. */
async function honourPayload(page: Page): Promise<void> {
  await page.exposeFunction('codeAutomationExit', () => undefined);
  await page.exposeFunction('codeAutomationLog', () => undefined);
  await page.addInitScript({ path: join(import.meta.dirname, 'smokeTestMode.js') });
}

export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  milliseconds: number,
  what: string,
): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Waited ${milliseconds} ms for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
