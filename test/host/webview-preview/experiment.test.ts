/** The experiment view as a user handles it, in a real browser: its states, its report, and what a hostile report cannot do. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hostRequests, sendToView } from './previewPage.ts';
import { experimentRun, recoveryReport, sampleRequest } from './sampleExperiments.ts';
import { withPreview } from './withPreview.ts';

const FOLDER = '/storage/experiments/recovery-20261122-184003';
const openPreview = withPreview();

async function open(scenario: string, theme = 'dark'): Promise<{ page: Page; complaints: string[] }> {
  return openPreview(`view=experiment&theme=${theme}&scenario=${scenario}`);
}

describe('a report', () => {
  it('shows its tables with captions, headings, units and ranges', async () => {
    const { page } = await open('normal');
    const table = page.getByRole('table', { name: 'Feature recovery rate (mean over seeds, least to most)' });
    await table.waitFor();
    const names = await table.getByRole('columnheader').allInnerTexts();
    expect(names.slice(0, 2)).toEqual(['arm', 'FRR at 0.8 (%)']);
    const row = table
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: 'GBA recommended' }) });
    const cells = await row.getByRole('cell').allInnerTexts();
    expect(cells[0]).toMatch(/^88\.7\s+\(88\.3 to 89\.1\)$/);
    expect(cells[1]).toBe('100.0');
    await page.close();
  });

  it('shows its pictures in the theme’s text colour, named by what they show', async () => {
    for (const theme of ['dark', 'light']) {
      const { page } = await open('normal', theme);
      const [plot] = recoveryReport.plots;
      const picture = page.getByRole('img', { name: plot?.description ?? 'no plot' });
      await picture.waitFor();
      expect((await picture.boundingBox())?.height).toBeGreaterThan(200);
      const [text, body] = await page.evaluate<[string, string]>(
        "[getComputedStyle(document.querySelector('figure text')).fill, getComputedStyle(document.body).color]",
      );
      expect(text).toBe(body);
      await page.close();
    }
  });

  it('says in words which expectations held', async () => {
    const { page } = await open('normal');
    await page.getByRole('heading', { name: 'Expected beforehand: 2 of 4 held' }).waitFor();
    const items = await page.getByRole('listitem').allInnerTexts();
    expect(items.map((text) => text.split('\n')[0]?.trim())).toEqual([
      'Not held',
      'Not held',
      'Held',
      'Held',
    ]);
    await page.close();
  });

  it('is saved, run again and repeated on the command line', async () => {
    const { page } = await open('normal');
    await page.getByRole('button', { name: 'Save Report…' }).click();
    await page.getByRole('button', { name: 'Run Again' }).click();
    await expect
      .poll(() => hostRequests(page, 'host/executeCommand'))
      .toEqual([
        { command: 'monosema.saveExperimentReport', args: [FOLDER] },
        { command: 'monosema.runSyntheticExperiment', args: [sampleRequest] },
      ]);
    await page.getByRole('button', { name: 'Copy the command' }).click();
    await expect.poll(() => hostRequests(page, 'host/copy')).toEqual([{ text: recoveryReport.command }]);
    await page.close();
  });

  it('lets wide tables and pictures be scrolled by keyboard', async () => {
    const { page } = await openPreview(`view=experiment&theme=dark`, {
      width: 420,
      height: 800,
    });
    const region = page.getByRole('region', { name: 'Feature recovery at cosine 0.9' });
    await region.focus();
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(() => page.evaluate<number>("document.querySelector('figure').parentElement.scrollLeft"))
      .toBeGreaterThan(0);
    await page.close();
  });

  it('from elsewhere can neither run, load nor restyle anything', async () => {
    const { page, complaints } = await open('hostile');
    await page.getByRole('img', { name: 'A square' }).waitFor();
    await page.getByText('The picture broken.svg could not be shown').waitFor();
    expect(await page.evaluate("typeof harmed === 'undefined'")).toBe(true);
    const inside = await page.evaluate<string>("document.querySelector('figure').innerHTML");
    expect(inside).toContain('<rect');
    expect(inside).not.toMatch(
      /script|<style|background|url\(|onload|onclick|href|foreignObject|iframe|<image|example/i,
    );
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('<img src=x onerror=alert(1)>');
    // The parser's own document runs nothing either; the content policy tells of each handler and style in it.
    for (const complaint of complaints) expect(complaint).toMatch(/inline (event handler|style) violates/);
    await page.close();
  });
});

describe('an experiment', () => {
  it('shows how far it is, can be cancelled, and says that it was', async () => {
    const { page } = await open('running');
    await page.getByText('43 % done, 1 min 35 s left').waitFor();
    await sendToView(page, {
      kind: 'notification',
      method: 'experiments/changed',
      params: experimentRun({ fraction: 0.8, secondsLeft: 20 }),
    });
    await page.getByText('80 % done, 20 s left').waitFor();
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('80');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect
      .poll(() => hostRequests(page, 'host/executeCommand'))
      .toEqual([{ command: 'monosema.cancelExperiment', args: [FOLDER] }]);
    await sendToView(page, {
      kind: 'notification',
      method: 'experiments/changed',
      params: experimentRun({ status: 'cancelled' }),
    });
    await page.getByText('no report was written').waitFor();
    await page.getByRole('button', { name: 'Run Again' }).waitFor();
    await page.close();
  });

  it('of another folder does not concern the panel', async () => {
    const { page } = await open('running');
    await page.getByText('43 % done').waitFor();
    await sendToView(page, {
      kind: 'notification',
      method: 'experiments/changed',
      params: experimentRun({ folder: '/elsewhere', fraction: 0.9 }),
    });
    await sendToView(page, {
      kind: 'notification',
      method: 'experiments/changed',
      params: experimentRun({ fraction: 0.5 }),
    });
    await page.getByText('50 % done').waitFor();
    await page.close();
  });

  it('that failed says why and can be run again', async () => {
    const { page } = await open('failed');
    await page.getByRole('alert').getByText('has no option "stepps"').waitFor();
    await page.getByRole('button', { name: 'Run Again' }).click();
    await expect.poll(() => hostRequests(page, 'host/executeCommand')).toHaveLength(1);
    await page.close();
  });

  it('that did not end with its window can be run again; a folder without a report offers another', async () => {
    const { page } = await open('gone');
    await page.getByText('The experiment did not end').waitFor();
    await page.getByRole('button', { name: 'Run Again' }).waitFor();
    await page.close();
    const unknown = await open('unknown');
    await unknown.page.getByText('holds no report').waitFor();
    expect(await unknown.page.getByRole('button', { name: 'Run Again' }).count()).toBe(0);
    await unknown.page.getByRole('button', { name: 'Open Another Report…' }).click();
    await expect.poll(() => hostRequests(unknown.page, 'host/executeCommand')).toHaveLength(1);
    await unknown.page.close();
  });
});
