/** A synthetic experiment in a real VS Code, as a user runs it: from the palette to its report; and the algorithms of the training dialog. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useWorkbench } from '../host/driver/useWorkbench.ts';

const { workbench, storage } = useWorkbench(() => ({
  settings: {
    'monosema.experiments.options': {
      steps: 20,
      'paper-steps': 20,
      'true-features': 24,
      width: 12,
      active: 2,
      batch: 32,
      'held-out': 64,
    },
  },
}));

const input = () => workbench.page.locator('.quick-input-widget .quick-input-box input');

async function type(text: string, step: string): Promise<void> {
  await workbench.page.locator('.quick-input-title', { hasText: step }).waitFor();
  await input().fill(text);
}

describe('a synthetic experiment in VS Code', () => {
  it('runs from the palette with chosen seeds, and shows its tables and picture', async () => {
    await workbench.runCommand('Monosema: Run Synthetic Experiment…');
    await workbench.pick('Recovery', 1);
    await workbench.screenshot('vscode-experiment-seeds');
    await workbench.pick('Choose Seeds…', 2);
    await type('-7', '(3/4)');
    await workbench.page.getByText('Write a whole number').waitFor();
    await input().fill('7');
    await input().press('Enter');
    await type('1', '(4/4)');
    await workbench.page.getByText('seed 7, time unknown').waitFor();
    await workbench.screenshot('vscode-experiment-count');
    await input().press('Enter');

    const experiment = await workbench.view('experiment');
    await experiment
      .getByRole('table', { name: 'Feature recovery rate (mean over seeds, least to most)' })
      .waitFor({ timeout: 60_000 });
    const rows = await experiment.getByRole('rowheader', { name: /GBA recommended/ }).count();
    expect(rows).toBeGreaterThan(0);
    const picture = experiment.getByRole('img', { name: /Bars of the share of true features/ });
    expect((await picture.boundingBox())?.height).toBeGreaterThan(200);
    await experiment.getByText('--seed 7 --seeds 1').waitFor();
    await workbench.screenshot('vscode-experiment');
    const [folder] = readdirSync(join(storage, 'experiments'));
    expect(existsSync(join(storage, 'experiments', folder ?? '', 'recovery.svg'))).toBe(true);
  });

  it('has its report opened again from the storage', async () => {
    await workbench.evaluate((vscode) =>
      vscode.commands.executeCommand('workbench.action.closeAllEditors').then(() => null),
    );
    await workbench.runCommand('Monosema: Open Experiment Report…');
    await workbench.pick('Feature recovery: n = 24');
    const experiment = await workbench.view('experiment');
    await experiment.getByRole('heading', { name: 'Settings' }).waitFor();
    await experiment.getByRole('button', { name: 'Run Again' }).waitFor();
  });
});

describe('the algorithms of the training dialog', () => {
  it('are eight, each with its sparsity, which is checked as it is typed', async () => {
    await workbench.runCommand('Monosema: Train Sparse Autoencoder…');
    const choices = [/starter/i, 'blocks.2.hook_resid_post', 'Starter corpus', 'Small', 'CPU', 'CPU'];
    for (const [i, choice] of choices.entries()) await workbench.pick(choice, i + 1);
    await workbench.pick('Algorithm', 7);
    const algorithms = workbench.page.locator('.quick-input-widget .monaco-list-row');
    await expect.poll(() => algorithms.count()).toBe(8);
    await workbench.screenshot('vscode-train-algorithms');
    await workbench.pick(/^BatchTopK/);
    const sparsity = workbench.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Sparsity' });
    await sparsity.filter({ hasText: 'k = ' }).click({ timeout: 60_000 });
    await workbench.page.getByText('active features a token').waitFor();
    await input().fill('0');
    await workbench.page.getByText('Write a whole number from 1 to').waitFor();
    await input().fill('24');
    await workbench.screenshot('vscode-train-sparsity');
    await input().press('Enter');
    await sparsity.filter({ hasText: 'k = 24' }).waitFor({ timeout: 60_000 });
    await workbench.screenshot('vscode-train-summary');
    await workbench.page.keyboard.press('Escape');
  });

  it('may screen by int8 where thresholds are fixed, and are not asked otherwise', async () => {
    await workbench.runCommand('Monosema: Train Sparse Autoencoder…');
    const choices = [/starter/i, 'blocks.2.hook_resid_post', 'Starter corpus', 'Small', 'CPU', 'CPU'];
    for (const [i, choice] of choices.entries()) await workbench.pick(choice, i + 1);
    const rows = workbench.page.locator('.quick-input-widget .monaco-list-row');
    const screening = rows.filter({ hasText: 'Screening by int8' });
    await screening.filter({ hasText: 'Automatic' }).click({ timeout: 60_000 });
    await expect.poll(() => rows.count()).toBe(3);
    await workbench.screenshot('vscode-train-int8');
    await workbench.pick(/^On/);
    await screening.filter({ hasText: 'On' }).waitFor({ timeout: 60_000 });
    await workbench.screenshot('vscode-train-int8-summary');
    await workbench.pick('Algorithm', 7);
    await workbench.pick(/^BatchTopK/);
    await rows.filter({ hasText: 'k = ' }).waitFor({ timeout: 60_000 });
    expect(await screening.count()).toBe(0);
    await workbench.page.keyboard.press('Escape');
  });
});
