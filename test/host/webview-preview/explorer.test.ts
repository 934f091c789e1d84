/** The explorer as a user handles it, on 66,000 made-up features in a real browser. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hostRequests } from './previewPage.ts';
import { withPreview } from './withPreview.ts';

const openPreview = withPreview();

async function openExplorer(address = '', size?: { width: number; height: number }): Promise<Page> {
  const { page } = await openPreview(`view=explorer&theme=dark&${address}`, size);
  await page.getByRole('row').nth(3).waitFor();
  return page;
}

const grid = (page: Page) => page.getByRole('grid', { name: 'Features' });
const queryBox = (page: Page) => page.getByRole('textbox', { name: 'Query' });
const heading = (page: Page) => page.getByRole('heading', { level: 1 });
/** Index shown in the n-th row of the list, the header left out. */
const indexAt = (page: Page, n: number) =>
  grid(page)
    .getByRole('row')
    .nth(n + 1)
    .getByRole('gridcell')
    .nth(1)
    .innerText();

describe('a run by an algorithm without groups', () => {
  it('names its algorithm and has no column or filter of groups', async () => {
    const page = await openExplorer('scenario=batchtopk');
    await page.getByText('66,000 features, BatchTopK, k = 32').waitFor();
    const names = await grid(page).getByRole('columnheader').allInnerTexts();
    expect(names.map((name) => name.trim())).toContain('Twins');
    expect(names.map((name) => name.trim())).not.toContain('Group');
    await page.getByRole('button', { name: 'Help on queries' }).click();
    await page.getByRole('button', { name: /^@density/ }).waitFor();
    expect(await page.getByRole('button', { name: /^@(group|target)/ }).count()).toBe(0);
    expect(await queryBox(page).getAttribute('placeholder')).not.toContain('group');
    await page.close();
  });
});

describe('the feature list', () => {
  it('goes to the last of 66,000 rows and back with few rows in the page', async () => {
    const page = await openExplorer();
    expect(await grid(page).getAttribute('aria-rowcount')).toBe('66001');
    await grid(page).focus();
    await page.keyboard.press('End');
    const last = page.locator('[aria-rowindex="66001"]');
    await last.getByRole('gridcell').nth(1).getByText(/^\d+$/).waitFor();
    expect(await last.isVisible()).toBe(true);
    expect(await page.getByRole('row').count()).toBeLessThan(80);
    await page.keyboard.press('Home');
    await page.locator('[aria-rowindex="2"]').getByText(/^\d+$/).first().waitFor();
    await page.close();
  });

  it('asks for few pages while it is dragged over thousands of rows', async () => {
    const page = await openExplorer();
    const before = (await hostRequests(page, 'features/page')).length;
    await page.evaluate(`(async () => {
      const grid = document.querySelector('[role=grid]');
      for (let i = 1; i <= 40; i++) { grid.scrollTop = i * 40000; await new Promise(requestAnimationFrame); }
    })()`);
    await page.waitForTimeout(200);
    const asked = (await hostRequests(page, 'features/page')).length - before;
    expect(asked).toBeLessThan(90);
    await page.close();
  });

  it('is reached by the slash key, narrowed by the query and says how many match', async () => {
    const page = await openExplorer();
    await page.keyboard.press('/');
    await page.keyboard.type('@group:3 import');
    await page.getByText(/^[\d,]+ of 66,000 features$/).waitFor();
    const [request] = (await hostRequests(page, 'features/page')).slice(-1);
    expect(request).toMatchObject({ query: '@group:3 import', offset: 0 });
    await page.keyboard.press('Escape');
    await page.getByText(/^66,000 features$/).waitFor();
    await page.close();
  });

  it('shows what is wrong with a query', async () => {
    const page = await openExplorer();
    await queryBox(page).fill('@colour:red');
    await page.getByText('There is no column "colour"').waitFor();
    await page.close();
  });

  it('sorts by a column, and the other way round the second time', async () => {
    const page = await openExplorer();
    const header = page.getByRole('columnheader', { name: 'Density' });
    await header.getByRole('button').click();
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('descending');
    await header.getByRole('button').click();
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('ascending');
    const [request] = (await hostRequests(page, 'features/page')).slice(-1);
    expect(request).toMatchObject({ sort: { key: 'density', descending: false }, offset: 0 });
    await page.close();
  });

  it('opens features by keyboard: j moves, Enter opens, brackets go on', async () => {
    const page = await openExplorer();
    const [second, third] = [await indexAt(page, 1), await indexAt(page, 2)];
    await grid(page).focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await expect.poll(() => heading(page).getAttribute('aria-label')).toBe(`compiler-mlp13/${second}`);
    await page.keyboard.press(']');
    await expect.poll(() => heading(page).getAttribute('aria-label')).toBe(`compiler-mlp13/${third}`);
    await page.keyboard.press('[');
    await expect.poll(() => heading(page).getAttribute('aria-label')).toBe(`compiler-mlp13/${second}`);
    await page.close();
  });

  it('comes back after a reload with run, query, order, place and feature as they were', async () => {
    const page = await openExplorer();
    await queryBox(page).fill('@group:2');
    await page.getByText(/ of 66,000 features/).waitFor();
    await page.getByRole('columnheader', { name: 'Density' }).getByRole('button').click();
    await grid(page).focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('PageDown');
    // Rows of a page that is still on its way cannot be opened yet.
    await expect
      .poll(async () => {
        await page.keyboard.press('Enter');
        return heading(page).count();
      })
      .toBe(1);
    const title = await heading(page).getAttribute('aria-label');
    const activeRow = await grid(page).locator('[aria-selected=true]').getAttribute('aria-rowindex');
    await page.reload();
    await expect.poll(() => heading(page).getAttribute('aria-label')).toBe(title);
    expect(await queryBox(page).inputValue()).toBe('@group:2');
    const restored = grid(page).locator('[aria-selected=true]');
    await restored.waitFor();
    expect(await restored.getAttribute('aria-rowindex')).toBe(activeRow);
    expect(await page.getByRole('columnheader', { name: 'Density' }).getAttribute('aria-sort')).toBe(
      'descending',
    );
    await page.close();
  });

  it('offers the newer index when training has made one', async () => {
    const page = await openExplorer();
    await page.evaluate('previewIndexStep(4500)');
    await page.getByText('A newer index is there, of step 4,500.').waitFor();
    await page.getByRole('button', { name: 'Show it' }).click();
    await page.getByText('index of step 4,500').waitFor();
    expect(await page.getByText('A newer index is there').count()).toBe(0);
    await page.close();
  });
});

describe('the feature page', () => {
  it('stands beside the list, or below it where there is no room', async () => {
    const wide = await openExplorer('feature=311');
    await heading(wide).waitFor();
    const [listBox, pageBox] = [await grid(wide).boundingBox(), await heading(wide).boundingBox()];
    expect(pageBox?.x).toBeGreaterThan((listBox?.x ?? 0) + (listBox?.width ?? 0) - 1);
    await wide.close();
    const narrow = await openExplorer('feature=311', { width: 420, height: 800 });
    await heading(narrow).waitFor();
    const [above, below] = [await grid(narrow).boundingBox(), await heading(narrow).boundingBox()];
    expect(below?.y).toBeGreaterThan((above?.y ?? 0) + (above?.height ?? 0) - 1);
    await narrow.close();
  });

  it('opens the source of an example at the token that was clicked', async () => {
    const page = await openExplorer('feature=311');
    const token = page.getByRole('listitem').locator('[data-index].peak').first();
    await token.click();
    const [request] = await hostRequests(page, 'host/openSource');
    expect(request).toMatchObject({ runId: 'compiler-mlp13', source: expect.any(String) as string });
    const { range } = request as { range: { start: number; end: number } };
    expect(range.end - range.start).toBe((await token.innerText()).length);
    await page.close();
  });

  it('saves a label when the field is left, shows it in the list, and can undo', async () => {
    const page = await openExplorer();
    await grid(page).focus();
    await page.keyboard.press('Enter');
    const label = page.getByRole('textbox', { name: 'Label' });
    const before = (await label.inputValue()) || null;
    await label.fill('all kinds of bracket');
    await label.blur();
    await page.getByText('Saved').waitFor();
    await grid(page).getByText('all kinds of bracket').waitFor();
    await page.getByRole('link', { name: 'Undo' }).click();
    await expect.poll(() => grid(page).getByText('all kinds of bracket').count()).toBe(0);
    const saved = (await hostRequests(page, 'features/annotate')) as { label: string | null }[];
    expect(saved.map((request) => request.label)).toEqual(['all kinds of bracket', before]);
    await page.close();
  });

  it('takes unsaved words back with Escape, and keeps them when saving fails', async () => {
    const page = await openExplorer('feature=12');
    const label = page.getByRole('textbox', { name: 'Label' });
    const before = await label.inputValue();
    await label.fill('nonsense');
    await label.press('Escape');
    await expect.poll(() => label.inputValue()).toBe(before);
    expect(await hostRequests(page, 'features/annotate')).toEqual([]);
    await label.fill('refuse');
    await label.press('Enter');
    await page.getByText('notes.json cannot be written').waitFor();
    expect(await label.inputValue()).toBe('refuse');
    await page.close();
  });

  it('says what it fires on, or that it fires too seldom to say', async () => {
    const page = await openExplorer('feature=311');
    const line = page.getByText(/^Fires on: /);
    expect(await line.innerText()).toMatch(/^Fires on: .+ — purity \d+ % \(lowest quarter \d+ %\)/u);
    await page.close();
    const seldom = await openExplorer('feature=313');
    await seldom.getByText('Fires too seldom to say on what by a rule').waitFor();
    await seldom.close();
  });

  it('pins, copies the id and goes to a neighbour', async () => {
    const page = await openExplorer('feature=311');
    await page.getByRole('button', { name: 'Pin', exact: true }).click();
    await page.getByRole('button', { name: 'Unpin' }).waitFor();
    await page.getByRole('button', { name: 'Copy id' }).click();
    expect(await hostRequests(page, 'host/copy')).toEqual([{ text: 'compiler-mlp13/311' }]);
    const neighbour = page.getByRole('button', { name: /^0\.\d\d/ }).first();
    const index = (await neighbour.innerText()).split(/\s+/)[1];
    await neighbour.click();
    await expect.poll(() => heading(page).getAttribute('aria-label')).toBe(`compiler-mlp13/${index}`);
    await page.close();
  });

  it('shows contexts aligned, in full, or with the line breaks of the source', async () => {
    const page = await openExplorer('feature=311');
    await page.getByText('Top activations').waitFor();
    const tops = async () =>
      (await page.getByRole('region', { name: 'Examples' }).getByRole('listitem').first().boundingBox())
        ?.height ?? 0;
    const aligned = await tops();
    await page.getByRole('button', { name: 'Line breaks' }).click();
    await expect.poll(tops).toBeGreaterThan(aligned);
    await page.close();
  });
});

describe('direct logit effects', () => {
  const raised = (page: Page) => page.getByRole('list', { name: 'Raised most' });

  it('are listed with their tokens, and copied as a table', async () => {
    const page = await openExplorer('feature=311');
    const items = raised(page).getByRole('listitem');
    await items.first().waitFor();
    expect(await items.count()).toBe(10);
    expect(await items.nth(0).innerText()).toMatch(/^·const\s*\+0\.5/);
    expect(
      await page.getByRole('img', { name: /^Direct logit effects: [\d,]+ tokens of the vocabulary/ }).count(),
    ).toBe(1);
    await page.getByRole('button', { name: 'Copy the direct logit effects' }).click();
    const [copied] = (await hostRequests(page, 'host/copy')).slice(-1);
    expect((copied as { text: string }).text).toContain('"\\n\\n"');
    await page.close();
  });

  it('of an old index are computed when asked for, and those of the next feature unasked', async () => {
    const page = await openExplorer('feature=311&scenario=old-index');
    await page.getByRole('button', { name: 'Compute' }).click();
    await raised(page).waitFor();
    await page.keyboard.press(']');
    await expect.poll(() => heading(page).getAttribute('aria-label')).not.toContain('/311');
    await raised(page).waitFor();
    expect(await hostRequests(page, 'features/logitEffects')).toHaveLength(2);
    await page.close();
  });

  it('that cannot be computed say why and can be tried again', async () => {
    const page = await openExplorer('feature=311&scenario=lost-model');
    await page.getByRole('button', { name: 'Compute' }).click();
    await page.getByText('Choose another folder.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Choose another folder.').waitFor();
    expect(await hostRequests(page, 'features/logitEffects')).toHaveLength(2);
    await page.close();
  });
});
