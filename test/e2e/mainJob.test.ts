/**
 * The main job in a real VS Code, as a user does it: train by the palette, open the explorer, open a feature, inspect a
 * selection of unsaved text, and compare the colours in the editor with what the command line says of the same buffer.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InspectResult } from '../../protocol/inspection.ts';
import { useWorkbench } from '../host/driver/useWorkbench.ts';

const repository = join(import.meta.dirname, '../..');

/** Emoji with joiners, CJK, a decomposed accent, a tab, and Windows line ends. */
const SAVED_TEXT = [
  'import { readFile } from "node:fs/promises";',
  '',
  '// 家族 👨‍👩‍👧 cafe\u0301 — the family',
  'export async function load(path: string) {',
  '\tconst text = await readFile(path, "utf8");',
  '\tfor (const line of text.split("\\n")) {',
  '\t\tconsole.log(`行: ${line}`);',
  '\t}',
  '}',
  '',
].join('\r\n');
const TAB_SIZE = 4;
const UNSAVED = '// 未保存 🚀 unsaved\r\n';

const { workbench, storage, workspace } = useWorkbench(() => {
  writeFileSync(join(workspace, 'family.ts'), SAVED_TEXT);
  return {
    folder: workspace,
    settings: {
      'workbench.colorTheme': 'Default Dark Modern',
      'editor.unicodeHighlight.ambiguousCharacters': false,
      'editor.unicodeHighlight.invisibleCharacters': false,
      'editor.minimap.enabled': false,
      'editor.tabSize': TAB_SIZE,
      'editor.detectIndentation': false,
      'monosema.training.overrides': {
        dSae: 512,
        batchTokens: 512,
        trainingTokens: 102_400,
        highestTargetFrequency: 0.1,
        lowestTargetFrequency: 0.005,
      },
    },
  };
});

describe('the main job in VS Code', () => {
  it('trains a small autoencoder by the command palette', async () => {
    await workbench.runCommand('Monosema: Train Sparse Autoencoder…');
    const choices = [
      /starter/i,
      'blocks.2.hook_resid_post',
      'Starter corpus',
      'Small',
      'CPU',
      'CPU',
      'Start Training',
    ];
    for (const [i, choice] of choices.entries()) await workbench.pick(choice, i + 1);
    await expect.poll(runStatus, { timeout: 240_000, interval: 1000 }).toBe('finished');
  });

  it('shows its features in the explorer, and one with its examples', async () => {
    await workbench.runCommand('Monosema: Open Feature Explorer');
    await workbench.pickIfAsked('512 features');
    const explorer = await workbench.view('explorer');
    const rows = explorer.getByRole('row').filter({ has: explorer.getByRole('gridcell') });
    await rows.first().waitFor();
    await rows.first().click();
    await explorer.getByRole('heading', { name: 'Examples' }).waitFor();
    await workbench.screenshot('vscode-explorer-dark');
    expect(await rows.count()).toBeGreaterThan(5);
  });

  it('colours exactly the tokens in the editor that the command line names', async () => {
    await workbench.evaluate(
      async (vscode, path, unsaved) => {
        const document = await vscode.workspace.openTextDocument(path);
        const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
        await editor.edit((edit) => {
          edit.insert(new vscode.Position(2, 0), unsaved);
        });
        editor.selection = new vscode.Selection(2, 3, 9, 0);
      },
      join(workspace, 'family.ts'),
      UNSAVED,
    );
    const buffer = await workbench.evaluate(
      (vscode) => vscode.window.activeTextEditor?.document.getText() ?? '',
    );
    expect(buffer).toContain('未保存 🚀 unsaved\r\n');

    await workbench.runCommand('Monosema: Inspect Selection');
    const inspector = await workbench.view('inspector');
    const options = inspector
      .getByRole('listbox', { name: 'Features active in the selection' })
      .getByRole('option');
    await options.first().waitFor({ timeout: 60_000 });
    await options.first().click();

    const selection = await workbench.evaluate((vscode) => {
      const editor = vscode.window.activeTextEditor;
      if (!editor) throw new Error('no editor');
      return `${editor.document.offsetAt(editor.selection.start)}:${editor.document.offsetAt(editor.selection.end)}`;
    });
    const expected = inspectByCommandLine(buffer, selection);
    const [feature] = expected.features;
    if (!feature) throw new Error('The command line found no feature in the selection.');
    const colours = await workbench.editorColours();
    await workbench.screenshot('vscode-inspect-dark');

    const coloured = colours.map(({ line, column }) => `${line}:${column}`);
    expect(coloured).toEqual(expectedCharacters(buffer, expected, coloured));
    expect(coloured.length).toBeGreaterThan(0);
    expect(new Set(colours.map(({ colour }) => colour)).size).toBeLessThanOrEqual(8);
  });

  it('looks right in the light theme too', async () => {
    await workbench.evaluate((vscode) =>
      vscode.workspace
        .getConfiguration('workbench')
        .update('colorTheme', 'Default Light Modern', vscode.ConfigurationTarget.Global),
    );
    await workbench.page.locator('.monaco-workbench.vs').waitFor();
    await workbench.screenshot('vscode-inspect-light');
    await workbench.runCommand('Monosema: Open Feature Explorer');
    await workbench.pickIfAsked('512 features');
    await (await workbench.view('explorer')).getByRole('grid').waitFor();
    await workbench.screenshot('vscode-explorer-light');
    expect(await workbench.editorIsLight()).toBe(true);
  });
});

function runId(): string {
  const [id] = existsSync(join(storage, 'runs')) ? readdirSync(join(storage, 'runs')) : [];
  return id ?? '';
}

function runStatus(): string | undefined {
  const file = join(storage, 'runs', runId(), 'run.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { status: string }).status : undefined;
}

function inspectByCommandLine(text: string, selection: string): InspectResult {
  const file = join(workspace, 'buffer.ts');
  writeFileSync(file, text);
  const args = [
    'inspect',
    '--run',
    runId(),
    '--file',
    file,
    '--selection',
    selection,
    '--limit',
    '200',
    '--json',
  ];
  const output = execFileSync(process.execPath, [
    join(repository, 'dist/cli.js'),
    ...args,
    '--storage',
    storage,
  ]);
  return JSON.parse(output.toString()) as InspectResult;
}

/** `line:column` of every visible character that the first feature is active on, line ends apart. */
function expectedCharacters(text: string, result: InspectResult, visible: readonly string[]): string[] {
  const activations = result.features[0]?.activations ?? [];
  const shown = new Set(visible);
  const characters: string[] = [];
  for (const [i, token] of result.tokens.entries()) {
    if ((activations[i] ?? 0) <= 0 || token.masked || !token.range) continue;
    for (let at = token.range.start; at < token.range.end; at++) {
      if (text[at] === '\r' || text[at] === '\n') continue;
      const places = clusterPlaces(text, at).filter((place) => shown.has(place));
      for (const place of places.length > 0 ? places : [placeOf(text, at)])
        if (!characters.includes(place)) characters.push(place);
    }
  }
  return characters;
}

/** Line and column as the editor draws them: a tab of the indentation takes TAB_SIZE columns. */
function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').replaceAll('\t', ' '.repeat(TAB_SIZE)).length}`;
}

/** Units of one grapheme cluster share its glyph: a colour on one shows on all that have a width of their own. */
function clusterPlaces(text: string, offset: number): string[] {
  const segments = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text);
  const { index = offset, segment = '' } = segments.containing(offset) ?? {};
  return Array.from({ length: segment.length }, (_, i) => placeOf(text, index + i));
}
