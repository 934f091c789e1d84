/** Download Model… in a real VS Code, from a hub on this machine: chosen, agreed to, cancelled, gone on with, and in the list. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { HubServer } from '../engine/download/hubServer.ts';
import { useWorkbench } from '../host/driver/useWorkbench.ts';

const repository = join(import.meta.dirname, '../..');
let hub: HubServer;
const { workbench, storage } = useWorkbench(async () => {
  hub = await HubServer.start();
  hub.add('owner/tiny-llama', join(repository, 'test/fixtures/models/tiny-llama'));
  return { env: { HF_ENDPOINT: hub.url, HF_HOME: storage, HF_TOKEN: '' } };
});
const folder = join(storage, 'models', 'owner', 'tiny-llama');

afterAll(() => hub.stop());

/** Under a test VS Code shows no toasts: notifications are in the centre, which closes with the last of them. */
async function notification(text: RegExp): Promise<Locator> {
  const centre = workbench.page.locator('.notifications-center');
  await expect
    .poll(async () => {
      await workbench.runCommand('Notifications: Show Notifications');
      return centre.getByText(text).count();
    })
    .toBe(1);
  return centre;
}

/** From the palette to the notification of progress. */
async function chooseAndAgree(): Promise<void> {
  const { page } = workbench;
  await workbench.runCommand('Monosema: Download Model…');
  await workbench.pick('Any Repository…');
  await page.locator('.quick-input-title', { hasText: 'Any Repository' }).waitFor();
  const input = page.locator('.quick-input-widget .quick-input-box input');
  await input.fill('no-slash');
  await page.getByText('Write owner/name').waitFor();
  await input.fill('owner/tiny-llama');
  await input.press('Enter');
  await workbench.pick('fp32');
  await page.getByText('Licence: apache-2.0').waitFor();
  await workbench.screenshot('vscode-download-licence');
  await workbench.pick('Agree and Download');
}

it('downloads a model after showing its licence, keeps what has come on Cancel, and lists it in the end', async () => {
  const { page } = workbench;
  await workbench.runCommand('Monosema: Download Model…');
  await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'SmolLM2 135M' }).waitFor();
  await workbench.screenshot('vscode-download-offers');
  await page.keyboard.press('Escape');
  expect(hub.asked).toEqual([]);

  hub.fault = (asked) =>
    asked.startsWith('/cdn/') && asked.endsWith('.onnx')
      ? { kind: 'drip', pieceBytes: 500, everyMs: 200 }
      : null;
  await chooseAndAgree();
  const running = await notification(/Downloading owner\/tiny-llama: \d+ % · .* of .*/);
  await workbench.screenshot('vscode-download-progress');
  await running.getByRole('button', { name: 'Cancel' }).click();
  const stopped = await notification(/The download of owner\/tiny-llama stopped\. .* are kept/);
  expect(existsSync(folder)).toBe(false);

  hub.fault = () => null;
  await stopped.getByRole('button', { name: 'Go On' }).click();
  const done = await notification(/tiny-llama is in the list of models\./);
  await workbench.screenshot('vscode-download-done');
  expect(readdirSync(folder)).toContain('config.json');
  await done.getByRole('button', { name: 'Choose Hook Point and Train…' }).click();
  await page
    .locator('.quick-input-widget .monaco-list-row', { hasText: 'hook_resid_post' })
    .first()
    .waitFor();
  await workbench.screenshot('vscode-download-hook');
});
