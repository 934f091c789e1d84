/** The map of hook points as a user handles it, in a real browser: by keys, by mouse, and without a recognised residual stream. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hostRequests, sendToView } from './previewPage.ts';
import { SAMPLE_MODEL_FOLDER } from './sampleModels.ts';
import { withPreview } from './withPreview.ts';

const openPreview = withPreview();

async function open(scenario = 'normal'): Promise<Page> {
  const { page } = await openPreview(`view=hookPicker&theme=dark&scenario=${scenario}`);
  await page.getByText('width').first().waitFor();
  return page;
}

const focused = (page: Page): Promise<string | null> =>
  page.evaluate<string | null>("document.activeElement?.getAttribute('aria-label')");
const used = async (page: Page): Promise<unknown[]> =>
  (await hostRequests(page, 'host/executeCommand')).map((params) => params);
const choice = (...hookPoints: string[]): unknown => ({
  command: 'monosema.trainAtHookPoint',
  args: [{ modelFolder: SAMPLE_MODEL_FOLDER, hookPoints }],
});

describe('the map of hook points', () => {
  it('begins with the keyboard on the recommended one, and Enter uses it', async () => {
    const page = await open();
    await expect
      .poll(() => focused(page))
      .toBe('Layer 20, resid_post, 55 % of the forward pass, recommended');
    await page.keyboard.press('Enter');
    await expect.poll(() => used(page)).toEqual([choice('blocks.20.hook_resid_post')]);
    await page.close();
  });

  it('is walked by arrows, Home, End and Page keys, and by typing a layer or a column', async () => {
    const page = await open();
    await expect.poll(() => focused(page)).toContain('Layer 20');
    for (const [key, label] of [
      ['ArrowUp', 'Layer 21, resid_post'],
      ['ArrowLeft', 'Layer 21, mlp_out'],
      ['Home', 'Layer 21, resid_pre'],
      ['PageDown', 'Layer 13, resid_pre'],
      ['Control+End', 'Layer 0, resid_post'],
      ['Control+Home', 'Layer 29, resid_pre'],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(() => focused(page)).toContain(label);
    }
    await page.keyboard.type('13mlp');
    await expect
      .poll(() => focused(page))
      .toBe('Layer 13, mlp_out, 37 % of the forward pass, trained: compiler-mlp13, starter');
    await page.getByRole('region', { name: 'Hook point' }).getByText('blocks.13.hook_mlp_out').waitFor();
    // One cell is in the tab order.
    expect(await page.locator('[role=gridcell][tabindex="0"]').count()).toBe(1);
    await page.close();
  });

  it('marks several by Space, which Enter uses in their order, tensors too', async () => {
    const page = await open();
    await expect.poll(() => focused(page)).toContain('Layer 20');
    await page.keyboard.press('Space');
    await page.keyboard.type('4');
    await expect.poll(() => focused(page)).toContain('Layer 4');
    await page.keyboard.press('Space');
    expect(await page.locator('[role=gridcell][aria-selected=true]').count()).toBe(2);
    const field = page.getByRole('textbox', { name: 'Any tensor: parts of its name' });
    await field.fill('layers.7 gate');
    await page.getByRole('option', { name: /layers\.7\// }).waitFor();
    await field.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Train at 3 Hook Points…' }).waitFor();
    await page.getByRole('button', { name: 'Remove blocks.20.hook_resid_post' }).click();
    await page.getByRole('listbox', { name: 'Tensors' }).focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => used(page))
      .toEqual([choice('blocks.4.hook_resid_post', 'tensor:/model/layers.7/mlp/gate_proj/MatMul_output_0')]);
    await page.close();
  });

  it('comes back as it was after a reload, when nobody waits for it any more', async () => {
    const page = await open('several');
    await page.getByRole('button', { name: 'Use 3 Hook Points' }).waitFor();
    await page.evaluate("sessionStorage.setItem('quiet', '1')");
    await page.reload();
    await page.getByRole('button', { name: 'Train at 3 Hook Points…' }).waitFor();
    await page.getByRole('button', { name: 'Clear Choice' }).click();
    await page.getByRole('button', { name: 'Train Here…' }).waitFor();
    await page.close();
  });

  it('hears of runs that come and go', async () => {
    const page = await open();
    const cell = page.getByRole('gridcell', { name: /Layer 13, mlp_out/ });
    await expect.poll(() => cell.getAttribute('aria-label')).toContain('trained: compiler-mlp13, starter');
    for (const runId of ['compiler-mlp13', 'starter'])
      await sendToView(page, { kind: 'notification', method: 'runs/deleted', params: { runId } });
    await expect.poll(() => cell.getAttribute('aria-label')).not.toContain('trained');
    await page.close();
  });
});

describe('a model without a recognised residual stream', () => {
  it('says so and offers tensors; one of unknown width cannot be used', async () => {
    const page = await open('no-stream');
    await page.getByRole('heading', { name: 'No residual stream was recognised' }).waitFor();
    const list = page.getByRole('listbox', { name: 'Tensors' });
    await list.getByRole('option').nth(3).click({ force: true });
    await expect.poll(() => page.getByRole('button', { name: 'Train Here…' }).isDisabled()).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    await list.getByRole('option').nth(1).click();
    await page.keyboard.press('Enter');
    const name = 'tensor:/model/layers.1/mlp/gate_proj/MatMul_output_0';
    await expect.poll(() => used(page)).toEqual([choice(name)]);
    await page.close();
  });
});
