/** Text written by the starter model in a real VS Code, unsteered and steered by its run, and put into an editor on request. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useWorkbench } from '../host/driver/useWorkbench.ts';

const PROMPT = 'import { readFile } from';

const { workbench, workspace } = useWorkbench(() => {
  writeFileSync(join(workspace, 'first.ts'), `${PROMPT}\nend`);
  return { folder: workspace };
});

/** The text of the document in the editor. */
const documentText = (): Promise<string> =>
  workbench.evaluate(
    (vscode, name) =>
      vscode.workspace.textDocuments.find(({ fileName }) => fileName.endsWith(name))?.getText() ?? '',
    'first.ts',
  );

describe('the steering panel', () => {
  it('takes the selection of the editor as prompt and writes both texts', async () => {
    await workbench.evaluate(
      async (vscode, file, end) => {
        const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
        editor.selection = new vscode.Selection(0, 0, 0, end);
      },
      join(workspace, 'first.ts'),
      PROMPT.length,
    );
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
    expect(await documentText()).toBe(`${PROMPT}\nend`);
    await workbench.screenshot('vscode-steering');
  });

  it('puts a text behind the selection, and one undo takes it back', async () => {
    const panel = await workbench.view('steering');
    await panel.getByRole('button', { name: 'Insert at cursor: Steered' }).click();
    await expect.poll(documentText).not.toBe(`${PROMPT}\nend`);
    const inserted = await documentText();
    expect(inserted.startsWith(PROMPT)).toBe(true);
    expect(inserted.endsWith('\nend')).toBe(true);
    await workbench.evaluate(async (vscode) => {
      await vscode.commands.executeCommand('undo');
    });
    await expect.poll(documentText).toBe(`${PROMPT}\nend`);
  });
});
