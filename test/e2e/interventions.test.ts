/**
 * What changes the activations of the starter model, in a real VS Code: its run's features taken out of a text one by one, text steered by
 * them, and the whole SAE put in the place of the activations.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { AttributionResult } from '../../protocol/attribution.ts';
import type { SpliceEvaluation } from '../../protocol/evaluation.ts';
import { useWorkbench } from '../host/driver/useWorkbench.ts';

const repository = join(import.meta.dirname, '../..');
const RUN = (
  JSON.parse(readFileSync(join(repository, 'media/starter-run/run.json'), 'utf8')) as { id: string }
).id;
const PROMPT = 'import { readFile } from';
const TEXT = `${PROMPT}
export async function load(path: string) {
  const text = await readFile(path, 'utf8');
  return text.split('\\n').map((line) => line.trim());
}
`;

const { workbench, storage, workspace } = useWorkbench(() => {
  writeFileSync(join(workspace, 'first.ts'), TEXT);
  return { folder: workspace };
});
const file = join(workspace, 'first.ts');

/** The text of the document in the editor. */
const documentText = (): Promise<string> =>
  workbench.evaluate(
    (vscode, name) =>
      vscode.workspace.textDocuments.find(({ fileName }) => fileName.endsWith(name))?.getText() ?? '',
    'first.ts',
  );

/** Selects from the start of a line to a place in another. */
function select(from: number, to: number, column: number): Promise<void> {
  return workbench.evaluate(
    async (vscode, path, ...[first, last, end]) => {
      const editor = await vscode.window.showTextDocument(vscode.Uri.file(path), {
        viewColumn: vscode.ViewColumn.One,
      });
      editor.selection = new vscode.Selection(first, 0, last, end);
    },
    file,
    from,
    to,
    column,
  );
}

describe('the steering panel', () => {
  it('takes the selection of the editor as prompt and writes both texts', async () => {
    await select(0, 0, PROMPT.length);
    await workbench.runCommand('Monosema: Steer…');
    const panel = await workbench.view('steering');
    await expect.poll(() => panel.getByRole('textbox', { name: 'Prompt' }).inputValue()).toBe(PROMPT);
    const field = panel.getByRole('textbox', { name: 'Add a feature' });
    await field.fill('12');
    await field.press('Enter');
    await panel.getByRole('listitem', { name: 'Feature 12' }).waitFor();
    await panel.getByRole('spinbutton', { name: 'Tokens' }).fill('24');
    await panel.getByRole('button', { name: 'Generate' }).click();
    await panel.getByText('Both texts are written').waitFor({ timeout: 60_000 });
    const texts = await panel.getByRole('region', { name: /teered$/ }).allInnerTexts();
    const [unsteered = '', steered = ''] = texts.filter((text) => !text.includes('Insert'));
    expect(unsteered.trim()).not.toBe('');
    expect(steered.trim()).not.toBe('');
    expect(steered).not.toBe(unsteered);
    expect(await documentText()).toBe(TEXT);
    await workbench.screenshot('vscode-steering');
  });

  it('puts a text behind the selection, and one undo takes it back', async () => {
    const panel = await workbench.view('steering');
    await panel.getByRole('button', { name: 'Insert at cursor: Steered' }).click();
    await expect.poll(documentText).not.toBe(TEXT);
    const inserted = await documentText();
    expect(inserted.startsWith(PROMPT)).toBe(true);
    expect(inserted.endsWith(TEXT.slice(PROMPT.length))).toBe(true);
    await workbench.evaluate(async (vscode) => {
      await vscode.commands.executeCommand('undo');
    });
    await expect.poll(documentText).toBe(TEXT);
  });

  it('shows the text while it is written, and stops when asked', async () => {
    const panel = await workbench.view('steering');
    const unsteered = panel.locator('.text[aria-labelledby="unsteered-title"]');
    const stop = panel.getByRole('button', { name: 'Stop' });
    await panel.getByRole('spinbutton', { name: 'Tokens' }).fill('400');
    await panel.getByRole('button', { name: 'Generate' }).click();
    await stop.waitFor();
    /** At most two would be seen before the end if the text came all at once: the one before and none. */
    const seen = new Set<string>();
    const look = async (): Promise<number> => {
      const text = await unsteered.innerText();
      if (await stop.isVisible()) seen.add(text);
      return seen.size;
    };
    await expect.poll(look, { interval: 20 }).toBeGreaterThan(2);
    await stop.click();
    await panel.getByRole('button', { name: 'Generate' }).waitFor();
  });
});

describe('the inspector', () => {
  it('ranks the features that raised a next token as the command line does', async () => {
    await select(1, 2, 100);
    await workbench.runCommand('Monosema: Inspect Selection');
    const inspector = await workbench.view('inspector');
    const tokens = inspector.getByRole('listbox', { name: 'Tokens of the selection' }).getByRole('option');
    await tokens.first().waitFor({ timeout: 60_000 });
    const at = TEXT.indexOf('await');
    await tokens.filter({ hasText: 'await' }).first().click();
    await workbench.screenshot('vscode-token-facts');
    await inspector.getByTitle('Which features raise this token?').first().click();
    const raised = inspector
      .getByRole('listbox', { name: 'Features by what they did for the logit' })
      .getByRole('option');
    await raised.first().waitFor({ timeout: 60_000 });
    await workbench.screenshot('vscode-raised-by');
    const expected = attributeByCommandLine(`${at}:${at + 'await'.length}`);
    expect(await raised.locator('.index').allInnerTexts()).toEqual(
      expected.features.map(({ row }) => String(row.index)),
    );
    await inspector.getByRole('button', { name: 'Whole context' }).click();
    await expect.poll(() => raised.count()).toBeGreaterThan(expected.features.length);
    await workbench.screenshot('vscode-raised-by-context');
  });
});

describe('the page of a run', () => {
  it('shows what the autoencoder costs the model once it is evaluated', async () => {
    await workbench.runCommand('Monosema: Evaluate Run');
    const page = await workbench.view('training');
    const bar = page.getByRole('progressbar', { name: 'Evaluation' });
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
    await workbench.screenshot('vscode-evaluating');
    await page.getByRole('button', { name: 'Evaluate again' }).waitFor({ timeout: 120_000 });
    await workbench.screenshot('vscode-evaluation');
    const { lossRecovered, lossIncrease, divergence } = JSON.parse(
      readFileSync(join(storage, 'evaluations', `${RUN}.json`), 'utf8'),
    ) as SpliceEvaluation;
    expect(await figure(page, 'CE recovered')).toContain(
      `${(100 * (lossRecovered?.value ?? NaN)).toFixed(1)} %`,
    );
    expect(await figure(page, 'ΔCE, nats')).toContain(lossIncrease.value.toPrecision(3));
    expect(await figure(page, 'KL, nats')).toContain(divergence.value.toPrecision(3));
  });

  it('keeps the figures when a further evaluation is cancelled', async () => {
    const page = await workbench.view('training');
    const before = await figure(page, 'CE recovered');
    await page.getByRole('button', { name: 'Evaluate again' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Evaluate again' }).waitFor();
    await workbench.screenshot('vscode-evaluation-cancelled');
    expect(await figure(page, 'CE recovered')).toBe(before);
  });
});

function figure(page: Frame, name: string): Promise<string> {
  return page.locator('dl > div', { has: page.getByText(name, { exact: true }) }).innerText();
}

function attributeByCommandLine(token: string): AttributionResult {
  const args = ['attribute', '--run', RUN, '--file', file, '--at', token, '--next', 'likeliest', '--json'];
  const command = [join(repository, 'dist/cli.js'), ...args, '--storage', storage];
  return JSON.parse(execFileSync(process.execPath, command).toString()) as AttributionResult;
}
