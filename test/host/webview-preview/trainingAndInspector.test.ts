/** The training view and the inspector as a user handles them, in a real browser. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hostRequests, sendToView } from './previewPage.ts';
import type { RunEvaluation } from '../../../protocol/evaluation.ts';
import { sampleEvaluation } from './sampleEvaluation.ts';
import { metricsAt, trainingRun } from './sampleRuns.ts';
import { withPreview } from './withPreview.ts';

const openPreview = withPreview();

async function open(address: string): Promise<Page> {
  const { page } = await openPreview(`theme=dark&${address}`);
  return page;
}

describe('the training view', () => {
  it('pauses, resumes and stops through the commands of the extension', async () => {
    const page = await open('view=training');
    await page.getByRole('button', { name: 'Pause' }).click();
    await sendToView(page, { kind: 'notification', method: 'runs/changed', params: trainingRun('paused') });
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect
      .poll(() => hostRequests(page, 'host/executeCommand'))
      .toEqual(
        ['monosema.pauseRun', 'monosema.resumeRun', 'monosema.stopRun'].map((command) => ({
          command,
          args: ['compiler-mlp13'],
        })),
      );
    await page.close();
  });

  it('follows metrics and progress as they come', async () => {
    const page = await open('view=training');
    await page.getByText('Above cap').waitFor();
    const line = { ...metricsAt(1360), l0: 87.6 };
    await sendToView(page, {
      kind: 'notification',
      method: 'runs/metricsAdded',
      params: { runId: 'compiler-mlp13', line },
    });
    await page.getByText('87.6').waitFor();
    const { progress } = trainingRun('running');
    await sendToView(page, {
      kind: 'notification',
      method: 'runs/progress',
      params: { runId: 'compiler-mlp13', progress: { ...progress, phase: 'index', fraction: 0.91 } },
    });
    await page.getByText('91 %').waitFor();
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('91');
    expect(await page.locator('[aria-current=step]').innerText()).toBe('Index');
    await page.close();
  });

  it('says why a run failed and what to do, and offers to resume', async () => {
    const page = await open('view=training&scenario=failed');
    await page.getByRole('alert').getByText('Free some space').waitFor();
    expect(await page.getByRole('button', { name: 'Resume' }).isVisible()).toBe(true);
    await page.close();
  });

  it('evaluates the autoencoder, follows the measurement, cancels it and says what came out', async () => {
    const page = await open('view=training&scenario=unevaluated');
    await page.getByRole('button', { name: 'Evaluate' }).click();
    await expect
      .poll(() => hostRequests(page, 'host/executeCommand'))
      .toEqual([{ command: 'monosema.evaluateRun', args: ['compiler-mlp13'] }]);
    const tell = (state: RunEvaluation): Promise<void> =>
      sendToView(page, { kind: 'notification', method: 'runs/evaluationChanged', params: state });
    const running = { ...sampleEvaluation('compiler-mlp13', 'evaluating'), result: null };
    await tell({ ...running, runId: 'another' });
    await tell(running);
    const bar = page.getByRole('progressbar', { name: 'Evaluation' });
    await bar.waitFor();
    expect(await bar.getAttribute('aria-valuenow')).toBe('43');
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    await expect
      .poll(() => hostRequests(page, 'runs/cancelEvaluation'))
      .toEqual([{ runId: 'compiler-mlp13' }]);
    await tell({ ...sampleEvaluation('compiler-mlp13', 'evaluated'), status: 'finished' });
    await page.getByText('96.3 % of what the model draws from them is kept').waitFor();
    await page.getByText('This is the autoencoder of step 2,000').waitFor();
    expect(await bar.count()).toBe(0);
    await page.close();
  });

  it('has a row for each group with its target, realised frequency and share above the cap', async () => {
    const page = await open('view=training');
    const rows = page.getByRole('table').getByRole('row');
    await rows.nth(10).waitFor();
    expect((await rows.nth(1).innerText()).split(/\s*\t\s*/).slice(0, 3)).toEqual(['0', '5 %', '4.9 %']);
    await page.close();
  });
});

describe('the inspector', () => {
  const features = (page: Page) => page.getByRole('listbox', { name: 'Features active in the selection' });
  const tokens = (page: Page) => page.getByRole('listbox', { name: 'Tokens of the selection' });

  it('grades the tokens by the feature chosen and has the editor coloured by it; Escape takes it back', async () => {
    const page = await open('view=inspector');
    await features(page).getByRole('option').first().waitFor();
    expect(await tokens(page).locator('[class*=grade-]').count()).toBe(0);
    await features(page).focus();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await tokens(page).locator('[class*=grade-]').count()).toBeGreaterThan(0);
    const chosen = Number(
      (await features(page).locator('[aria-selected=true]').innerText()).trim().split(/\s+/)[0],
    );
    await page.keyboard.press('Enter');
    expect(await hostRequests(page, 'host/openFeature')).toEqual([
      { runId: 'compiler-mlp13', index: chosen },
    ]);
    await page.keyboard.press('Escape');
    expect(await tokens(page).locator('[class*=grade-]').count()).toBe(0);
    const highlights = (await hostRequests(page, 'host/highlightFeature')) as {
      featureIndex: number | null;
    }[];
    expect(highlights.slice(-2)).toEqual([{ featureIndex: chosen }, { featureIndex: null }]);
    await page.close();
  });

  it('shows what the model makes of a token, by keyboard too, and why one is masked', async () => {
    const page = await open('view=inspector');
    await tokens(page).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('Masked: first position of the context').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText('4.13 nats').waitFor();
    await page.close();
  });

  it('holds a token that was clicked until it is clicked again, so that the pointer can go to its facts', async () => {
    const page = await open('view=inspector');
    const held = async () => tokens(page).locator('[aria-selected=true]').getAttribute('data-position');
    await tokens(page).getByRole('option').nth(1).click();
    await tokens(page).getByRole('option').nth(4).hover();
    expect(await held()).toBe('1');
    await tokens(page).getByRole('option').nth(1).click();
    await tokens(page).getByRole('option').nth(4).hover();
    expect(await held()).toBe('4');
    await tokens(page).getByRole('option').nth(2).click();
    await page.keyboard.press('Escape');
    await tokens(page).getByRole('option').nth(4).hover();
    expect(await held()).toBe('4');
    await page.close();
  });

  it('asks which features raised a token, by keyboard, and opens one of them', async () => {
    const page = await open('view=inspector');
    await tokens(page).focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    await page.getByText('Which features raised this token?').click();
    const raised = page.getByRole('listbox', { name: 'Features by what they did for the logit' });
    await expect.poll(() => raised.getByRole('option').count()).toBe(12);
    expect(await raised.getByRole('option').first().innerText()).toContain('+1.8');
    await raised.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await hostRequests(page, 'host/openFeature')).toEqual([{ runId: 'compiler-mlp13', index: 300 }]);
    await page.getByRole('button', { name: 'Whole context' }).click();
    await expect.poll(() => raised.getByRole('option').count()).toBe(40);
    const asked = (await hostRequests(page, 'host/attribute')) as {
      scope: string;
      asked: { kind: string };
    }[];
    expect(asked.map(({ scope, asked: { kind } }) => [scope, kind])).toEqual([
      ['position', 'this'],
      ['context', 'this'],
    ]);
    await page.close();
  });

  it('asks the same of a token that may come next, and says that it is at work', async () => {
    const page = await open('view=inspector&scenario=slow');
    await tokens(page).focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    await page.getByTitle('Which features raise this token?').first().click();
    await page.getByRole('status').getByText('Taking out one feature after the other').waitFor();
    const [asked] = (await hostRequests(page, 'host/attribute')) as { asked: unknown }[];
    expect(asked?.asked).toEqual({ kind: 'next', id: 1 });
    await page.close();
  });

  it('comes back after a reload with the inspection and the chosen feature', async () => {
    const page = await open('view=inspector');
    await features(page).getByRole('option').nth(2).click();
    const chosen = await features(page).locator('[aria-selected=true]').innerText();
    await page.evaluate("sessionStorage.setItem('quiet', '1')");
    await page.reload();
    await features(page).locator('[aria-selected=true]').waitFor();
    expect(await features(page).locator('[aria-selected=true]').innerText()).toBe(chosen);
    await page.close();
  });

  it('without an SAE lists norm, loss and predictions of each token, sorted as one likes', async () => {
    const page = await open('view=inspector&scenario=no-sae');
    const table = page.getByRole('grid', { name: 'Tokens' });
    await table.getByRole('row').nth(3).waitFor();
    await table.getByRole('columnheader', { name: 'Norm' }).getByRole('button').click();
    await expect.poll(() => table.getByRole('row').nth(1).innerText()).toContain('630');
    await page.getByText('2 characters could not be aligned').waitFor();
    await page.close();
  });
});
