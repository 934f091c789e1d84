/** One preview page as tests use it: opened on a scene, watched for complaints of the browser. */
import type { Browser, Page } from 'playwright-core';
import type { FromWebview, ToWebview } from '../../../protocol/webviewMessages.ts';

export interface PreviewPage {
  page: Page;
  /** Errors of scripts, and what the content policy refused. */
  complaints: string[];
}

export async function openPreview(
  browser: Browser,
  url: string,
  size: { width: number; height: number } = { width: 1200, height: 800 },
): Promise<PreviewPage> {
  const page = await browser.newPage({ viewport: size });
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Browsers ask for an icon of their own accord.
    if (message.type() === 'error' && !message.text().includes('favicon')) complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints };
}

/** What the view asked of its host so far, by method. */
export async function hostRequests(page: Page, method: string): Promise<unknown[]> {
  const log = await page.evaluate<FromWebview[]>('previewLog');
  return log.flatMap((message) =>
    message.kind !== 'ready' && message.method === method ? [message.params] : [],
  );
}

export async function sendToView(page: Page, message: ToWebview): Promise<void> {
  await page.evaluate(`previewSend(${JSON.stringify(message)})`);
}
