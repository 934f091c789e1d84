/** The states of the views that pictures and accessibility checks go through. */
import type { Page } from 'playwright-core';

export interface Scene {
  name: string;
  /** The preview page's query string. */
  address: string;
  /** Waits until the view shows what it is about. */
  settle: (page: Page) => Promise<void>;
  /** Pictured once only. */
  isMinor?: boolean;
}

const shows = (text: string) => (page: Page) => page.getByText(text).first().waitFor();

async function addFeature(page: Page, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Add a feature' });
  await field.fill(text);
  await field.press('Enter');
  await page.getByRole('listitem', { name: `Feature ${text}` }).waitFor();
}

export const SCENES: readonly Scene[] = [
  {
    name: 'explorer',
    address: 'view=explorer&feature=311',
    settle: async (page) => {
      await shows('Top activations')(page);
      await page.getByRole('row').nth(5).waitFor();
    },
  },
  {
    name: 'explorer-logits',
    address: 'view=explorer&feature=311',
    settle: (page) => page.getByText('Direct logit effects').first().scrollIntoViewIfNeeded(),
    isMinor: true,
  },
  {
    name: 'explorer-old-index',
    address: 'view=explorer&feature=311&scenario=old-index',
    settle: shows('is older than they are'),
    isMinor: true,
  },
  {
    name: 'explorer-lost-model',
    address: 'view=explorer&feature=311&scenario=lost-model',
    settle: async (page) => {
      await page.getByRole('button', { name: 'Compute' }).click();
      await shows('Try again')(page);
    },
    isMinor: true,
  },
  {
    name: 'explorer-other-hook',
    address: 'view=explorer&feature=311&scenario=other-hook',
    settle: shows('is not as wide as'),
    isMinor: true,
  },
  {
    name: 'explorer-query',
    address: 'view=explorer&query=%40density%3A%3E0.01%20%40colour%3Ared%20import',
    settle: async (page) => {
      await shows('There is no column')(page);
      await page.getByRole('button', { name: 'Help on queries' }).click();
      await page.getByRole('row').nth(5).waitFor();
    },
    isMinor: true,
  },
  {
    name: 'explorer-empty',
    address: 'view=explorer&scenario=empty',
    settle: shows('No run yet'),
    isMinor: true,
  },
  {
    name: 'explorer-unindexed',
    address: 'view=explorer&scenario=unindexed',
    settle: shows('No features to browse yet'),
    isMinor: true,
  },
  {
    name: 'explorer-failed',
    address: 'view=explorer&scenario=failed',
    settle: shows('could not be started'),
    isMinor: true,
  },
  { name: 'training', address: 'view=training', settle: shows('Above cap') },
  {
    name: 'training-batchtopk',
    address: 'view=training&scenario=batchtopk',
    settle: shows('Before the selection'),
  },
  {
    name: 'training-devices',
    address: 'view=training',
    settle: async (page) => {
      await page.getByText('Why on these devices').click();
      await shows('They pass through memory')(page);
    },
    isMinor: true,
  },
  { name: 'training-jumprelu', address: 'view=training&scenario=jumprelu', settle: shows('What it is') },
  {
    name: 'training-imported',
    address: 'view=training&scenario=imported',
    settle: shows('Made elsewhere'),
    isMinor: true,
  },
  {
    name: 'training-paused',
    address: 'view=training&scenario=paused',
    settle: shows('Resume'),
    isMinor: true,
  },
  {
    name: 'training-failed',
    address: 'view=training&scenario=failed',
    settle: shows('The disk is full'),
    isMinor: true,
  },
  {
    name: 'training-starting',
    address: 'view=training&scenario=starting',
    settle: shows('Curves come'),
    isMinor: true,
  },
  { name: 'training-evaluated', address: 'view=training&scenario=evaluated', settle: shows('CE recovered') },
  {
    name: 'training-unevaluated',
    address: 'view=training&scenario=unevaluated',
    settle: shows('Not measured yet'),
    isMinor: true,
  },
  {
    name: 'training-evaluating',
    address: 'view=training&scenario=evaluating',
    settle: shows('Evaluating on held-out text'),
    isMinor: true,
  },
  {
    name: 'training-evaluation-failed',
    address: 'view=training&scenario=evaluation-failed',
    settle: shows('have changed since'),
    isMinor: true,
  },
  { name: 'experiment', address: 'view=experiment', settle: shows('Settings') },
  { name: 'experiment-resonance', address: 'view=experiment&scenario=resonance', settle: shows('Settings') },
  {
    name: 'experiment-running',
    address: 'view=experiment&scenario=running',
    settle: shows('43 % done'),
  },
  {
    name: 'experiment-failed',
    address: 'view=experiment&scenario=failed',
    settle: shows('has no option'),
    isMinor: true,
  },
  {
    name: 'experiment-cancelled',
    address: 'view=experiment&scenario=cancelled',
    settle: shows('was cancelled'),
    isMinor: true,
  },
  {
    name: 'experiment-gone',
    address: 'view=experiment&scenario=gone',
    settle: shows('did not end'),
    isMinor: true,
  },
  {
    name: 'experiment-unknown',
    address: 'view=experiment&scenario=unknown',
    settle: shows('holds no report'),
    isMinor: true,
  },
  { name: 'hook-picker', address: 'view=hookPicker', settle: shows('blocks.20.hook_resid_post') },
  {
    name: 'hook-picker-several',
    address: 'view=hookPicker&scenario=several',
    settle: async (page) => {
      await page.getByRole('textbox', { name: 'Any tensor: parts of its name' }).fill('gate layers.1');
      await shows('layers.11/mlp')(page);
    },
  },
  {
    name: 'hook-picker-deep',
    address: 'view=hookPicker&scenario=deep',
    settle: shows('blocks.53.hook_resid_post'),
  },
  {
    name: 'hook-picker-no-stream',
    address: 'view=hookPicker&scenario=no-stream',
    settle: shows('No residual stream was recognised'),
  },
  {
    name: 'hook-picker-failed',
    address: 'view=hookPicker&scenario=failed',
    settle: shows('no whole ONNX file'),
    isMinor: true,
  },
  {
    name: 'steering',
    address: 'view=steering',
    settle: async (page) => {
      await addFeature(page, '40');
      await addFeature(page, '7');
      await page.getByRole('listitem', { name: 'Feature 40' }).getByRole('button', { name: 'Clamp' }).click();
      await page.getByRole('listitem', { name: 'Feature 7' }).getByRole('button', { name: 'Ablate' }).click();
      await page.getByRole('button', { name: 'Generate' }).click();
      await shows('Both texts are written')(page);
    },
  },
  {
    name: 'steering-writing',
    address: 'view=steering&scenario=slow',
    settle: async (page) => {
      await page.getByRole('button', { name: 'Generate' }).click();
      await page.getByText('tokens/s').first().waitFor();
    },
    isMinor: true,
  },
  {
    name: 'steering-search',
    address: 'view=steering&scenario=bare',
    settle: async (page) => {
      await page.getByRole('textbox', { name: 'Add a feature' }).fill('import');
      await page.getByRole('list', { name: 'Features found' }).waitFor();
    },
    isMinor: true,
  },
  {
    name: 'steering-failed',
    address: 'view=steering&scenario=failed',
    settle: async (page) => {
      await page.getByRole('button', { name: 'Generate' }).click();
      await shows('out of memory')(page);
    },
    isMinor: true,
  },
  {
    name: 'steering-empty',
    address: 'view=steering&scenario=empty',
    settle: shows('No features to steer by yet'),
    isMinor: true,
  },
  {
    name: 'inspector',
    address: 'view=inspector',
    settle: async (page) => {
      await page
        .getByRole('option', { name: /indentation|·|\{/ })
        .first()
        .waitFor();
      await page
        .getByRole('listbox', { name: 'Features active in the selection' })
        .getByRole('option')
        .nth(1)
        .click();
      await page.getByRole('listbox', { name: 'Tokens' }).getByRole('option').nth(14).hover();
    },
  },
  {
    name: 'inspector-raised',
    address: 'view=inspector',
    settle: async (page) => {
      await page.getByRole('listbox', { name: 'Tokens' }).getByRole('option').nth(14).hover();
      await page.getByText('Which features raised this token?').click();
      const raised = page.getByRole('listbox', { name: 'Features by what they did for the logit' });
      await raised.focus();
      await page.keyboard.press('ArrowDown');
    },
  },
  {
    name: 'inspector-no-sae',
    address: 'view=inspector&scenario=no-sae',
    settle: async (page) => {
      await page.getByRole('row').nth(5).click();
    },
  },
  {
    name: 'inspector-empty',
    address: 'view=inspector&scenario=empty',
    settle: shows('Nothing inspected yet'),
    isMinor: true,
  },
  {
    name: 'inspector-failed',
    address: 'view=inspector&scenario=failed',
    settle: shows('out of memory'),
    isMinor: true,
  },
];
