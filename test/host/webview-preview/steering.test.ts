/** The steering panel as a user handles it, in a real browser. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { GenerateRequest } from '../../../protocol/generation.ts';
import { hostRequests, sendToView } from './previewPage.ts';
import { withPreview } from './withPreview.ts';

const openPreview = withPreview();

async function open(address: string): Promise<Page> {
  const { page } = await openPreview(`theme=dark&${address}`);
  await page.getByRole('button', { name: 'Generate' }).waitFor();
  return page;
}

const started = async (page: Page): Promise<GenerateRequest[]> =>
  (await hostRequests(page, 'generate/start')) as GenerateRequest[];

describe('the steering panel', () => {
  it('adds, changes and removes features by keyboard, and asks for exactly them', async () => {
    const page = await open('view=steering');
    const field = page.getByRole('textbox', { name: 'Add a feature' });
    await field.fill('import');
    await page.getByRole('list', { name: 'Features found' }).waitFor();
    await field.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await field.fill('40');
    await field.press('Enter');
    const forty = page.getByRole('listitem', { name: 'Feature 40' });
    await forty.getByRole('button', { name: 'Clamp' }).press('Enter');
    await forty.getByRole('spinbutton').fill('3.5');
    const first = page.getByRole('listitem', { name: 'Feature 311' });
    await first.getByRole('slider').press('ArrowRight');
    await page
      .getByRole('listitem')
      .nth(1)
      .getByRole('button', { name: /Remove/ })
      .press('Enter');
    await page.getByRole('textbox', { name: 'Prompt' }).press('Control+Enter');
    await page.getByText('Both texts are written').waitFor();
    const [request] = await started(page);
    expect(request).toMatchObject({
      runId: 'compiler-mlp13',
      prompt: 'export function readConfig(file: string)',
      sampling: { temperature: 0.8, topP: 0.95, seed: 1, maxTokens: 100 },
      steering: {
        features: [
          { index: 311, kind: 'add', strength: 2.25 },
          { index: 40, kind: 'clamp', strength: 3.5 },
        ],
        steerPrompt: true,
      },
    });
    await page.close();
  });

  it('inserts and copies each text on request only', async () => {
    const page = await open('view=steering');
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByText('Both texts are written').waitFor();
    expect(await hostRequests(page, 'host/insertText')).toEqual([]);
    await page.getByRole('button', { name: 'Insert at cursor: Steered' }).click();
    await page.getByRole('button', { name: 'Copy: Unsteered' }).click();
    const [inserted] = await hostRequests(page, 'host/insertText');
    const [copied] = await hostRequests(page, 'host/copy');
    expect(inserted).toEqual({ text: expect.stringContaining('Promise<Config>') as string });
    expect(copied).toEqual({ text: expect.stringContaining('writeConfig') as string });
    await page.close();
  });

  it('stops with what is written, and a second click has nothing to stop', async () => {
    const page = await open('view=steering&scenario=slow');
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByText('tokens/s').first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByText('Stopping…').waitFor();
    const [request] = await started(page);
    expect(await hostRequests(page, 'generate/stop')).toEqual([{ id: request?.id }]);
    await page.close();
  });

  it('ignores what another panel writes', async () => {
    const page = await open('view=steering&scenario=slow');
    await page.getByRole('button', { name: 'Generate' }).click();
    await sendToView(page, {
      kind: 'notification',
      method: 'generate/progress',
      params: { id: 'other', phase: 'writing', side: 'steered', text: 'NOT OURS', tokens: 1, seconds: 1 },
    });
    await page.getByText('tokens/s').first().waitFor();
    expect(await page.getByText('NOT OURS').count()).toBe(0);
    await page.close();
  });

  it('comes back after a reload with its features, prompt and texts', async () => {
    const page = await open('view=steering');
    await page.getByRole('listitem', { name: 'Feature 311' }).getByRole('button', { name: 'Ablate' }).click();
    await page.getByRole('spinbutton', { name: 'Seed' }).fill('77');
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByText('Both texts are written').waitFor();
    await page.evaluate("sessionStorage.setItem('quiet', 'yes')");
    await page.reload();
    await page.getByText('Promise<Config>').waitFor();
    const ablate = page
      .getByRole('listitem', { name: 'Feature 311' })
      .getByRole('button', { name: 'Ablate' });
    expect(await ablate.getAttribute('aria-pressed')).toBe('true');
    expect(await page.getByRole('spinbutton', { name: 'Seed' }).inputValue()).toBe('77');
    expect(await page.getByRole('textbox', { name: 'Prompt' }).inputValue()).toContain('readConfig');
    await page.close();
  });

  it('takes no number out of bounds, and says so', async () => {
    const page = await open('view=steering');
    const seed = page.getByRole('spinbutton', { name: 'Seed' });
    await seed.fill('-3');
    expect(await seed.getAttribute('aria-invalid')).toBe('true');
    await seed.blur();
    expect(await seed.inputValue()).toBe('1');
    await page.close();
  });

  it('says what went wrong, keeps what was written, and goes on', async () => {
    const page = await open('view=steering&scenario=failed');
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByRole('alert').getByText('out of memory').waitFor();
    expect(await page.getByText('readFileSync').count()).toBe(1);
    await page.getByRole('button', { name: 'Generate' }).click();
    await expect.poll(async () => (await started(page)).length).toBe(2);
    await page.close();
  });

  it('is opened on a feature from its page in the explorer', async () => {
    const { page } = await openPreview('theme=dark&view=explorer&feature=311');
    await page.getByRole('button', { name: 'Steer…' }).click();
    await expect
      .poll(() => hostRequests(page, 'host/executeCommand'))
      .toEqual([{ command: 'monosema.steer', args: ['compiler-mlp13', 311] }]);
    await page.close();
  });
});
