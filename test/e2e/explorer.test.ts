/** The run that ships with Monosema, browsed by keyboard alone in a real VS Code, and found as it was after a reload. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useWorkbench } from '../host/driver/useWorkbench.ts';

const starterRun = join(import.meta.dirname, '../../media/starter-run');
const QUERY = '@density:<0.01';
const LABEL = 'what it is about';
const { workbench, storage } = useWorkbench();
/** `<run>/<index>` of the feature that was opened. */
let opened: string;

describe('the starter run in the explorer', () => {
  it('narrows its list by a query and opens a feature, by keyboard', async () => {
    await commandByKeyboard('Monosema: Open Feature Explorer');
    const explorer = await workbench.view('explorer');
    await rows(explorer).first().waitFor();
    await press('/');
    await workbench.page.keyboard.type(QUERY);
    await explorer.getByText(/^[\d,]+ of [\d,]+ features$/).waitFor();
    await press('Enter', 'j', 'Enter');
    await heading(explorer).waitFor();
    opened = (await heading(explorer).getAttribute('aria-label')) ?? '';
    expect(opened).toMatch(new RegExp(`^${runId()}/\\d+$`));
    await explorer.getByRole('heading', { name: 'Examples' }).waitFor();
    await press(']');
    await expect.poll(() => heading(explorer).getAttribute('aria-label')).not.toBe(opened);
    await press('[');
    await expect.poll(() => heading(explorer).getAttribute('aria-label')).toBe(opened);
  });

  it('keeps a label in the storage, since the run itself is read-only', async () => {
    const explorer = await workbench.view('explorer');
    await press('l');
    await workbench.page.keyboard.type(LABEL);
    await press('Enter');
    await explorer.getByText(/^Saved/).waitFor();
    expect(readFileSync(join(storage, 'notes', `${runId()}.json`), 'utf8')).toContain(LABEL);
    expect(readdirSync(starterRun)).not.toContain('notes.json');
    await press('Escape', 'k', 'Enter');
    await expect.poll(() => heading(explorer).getAttribute('aria-label')).not.toBe(opened);
    await press('j', 'Enter');
    await expect.poll(() => heading(explorer).getAttribute('aria-label')).toBe(opened);
    await workbench.page.waitForTimeout(1000);
  });

  it('shows the same list, feature and label after the window reloads', async () => {
    await commandByKeyboard('Developer: Reload Window');
    await workbench.page.waitForEvent('domcontentloaded', { timeout: 60_000 });
    const explorer = await workbench.view('explorer');
    await expect.poll(() => heading(explorer).getAttribute('aria-label')).toBe(opened);
    // The page, its labels and its list come with answers of their own, in any order.
    await expect.poll(() => explorer.getByRole('textbox', { name: 'Query' }).inputValue()).toBe(QUERY);
    await expect.poll(() => explorer.getByRole('textbox', { name: 'Label' }).inputValue()).toBe(LABEL);
    await expect.poll(() => rows(explorer).filter({ hasText: LABEL }).count()).toBe(1);
    await workbench.screenshot('vscode-starter-run-reloaded');
  });
});

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await workbench.page.keyboard.press(key, { delay: 20 });
}

async function commandByKeyboard(title: string): Promise<void> {
  const box = workbench.page.locator('.quick-input-widget');
  await workbench.page.locator('.part.statusbar').waitFor();
  await expect
    .poll(
      async () => {
        await press('Escape', 'F1');
        return box.isVisible();
      },
      { timeout: 60_000, interval: 1000 },
    )
    .toBe(true);
  // The command comes with the activated extension.
  await expect
    .poll(
      async () => {
        await press('Control+A');
        await workbench.page.keyboard.type(`>${title}`);
        return box.locator('.monaco-list-row.focused', { hasText: title }).count();
      },
      { timeout: 60_000, interval: 1000 },
    )
    .toBe(1);
  await press('Enter');
}

function rows(explorer: Frame): ReturnType<Frame['getByRole']> {
  return explorer.getByRole('row').filter({ has: explorer.getByRole('gridcell') });
}

function heading(explorer: Frame): ReturnType<Frame['getByRole']> {
  return explorer.getByRole('heading', { level: 1 });
}

function runId(): string {
  return (JSON.parse(readFileSync(join(starterRun, 'run.json'), 'utf8')) as { id: string }).id;
}
