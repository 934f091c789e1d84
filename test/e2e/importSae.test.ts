/** An SAE made elsewhere in a real VS Code: from the dialog of its folder to its page. */
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useWorkbench } from '../host/driver/useWorkbench.ts';

const { workbench, storage, workspace } = useWorkbench();
const sae = join(workspace, 'given');

function runStatus(): string | null {
  const file = join(storage, 'runs/given-blocks.2.hook-resid-post/run.json');
  if (!existsSync(file)) return null;
  return (JSON.parse(readFileSync(file, 'utf8')) as { status: string }).status;
}

it('is imported by its folder, with the hook point that its files say first, and shown with where it came from', async () => {
  cpSync(join(import.meta.dirname, '../../media/starter-run/sae'), sae, { recursive: true });
  await workbench.runCommand('Monosema: Import Sparse Autoencoder…');
  await workbench.chooseFolder('Choose the Folder', sae, 'Import');
  await workbench.pick(/starter/i, 1);
  await workbench.page.getByText('where it was trained').first().waitFor();
  await workbench.screenshot('vscode-import-hook');
  await workbench.pick('blocks.2.hook_resid_post', 2);
  await workbench.pick('Workspace folder protocol', 3);
  await workbench.page.getByText('2,048 features of 192 dimensions').waitFor();
  await workbench.screenshot('vscode-import-summary');
  await workbench.pick('Import', 4);

  const training = await workbench.view('training');
  await training.getByRole('heading', { name: 'Made elsewhere' }).waitFor();
  expect(await training.getByRole('button', { name: 'Pause' }).count()).toBe(0);
  await expect.poll(runStatus, { timeout: 240_000, interval: 1000 }).toBe('finished');
  await training.getByRole('button', { name: 'Open Feature Explorer' }).waitFor();
  await workbench.screenshot('vscode-import');
});
