/** Which report a command is about: the folder it was called with, or one the user picks. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { StoredReport } from '../../../protocol/experimentRun.ts';
import type { Services } from '../../services.ts';
import { experimentLabel } from '../../text/experimentWords.ts';
import { pickOne, type PickItem } from '../pickOne.ts';

type Choice = { kind: 'report'; folder: string } | { kind: 'browse' };

/** Its folder; undefined when the user leaves. */
export async function pickReport(
  { engine }: Services,
  argument: unknown,
  title: string,
): Promise<string | undefined> {
  const given = folderOf(argument);
  if (given !== null) return given;
  const result = await pickOne<Choice>({
    title,
    placeholder: l10n.t('Report of an experiment, the newest first'),
    load: async (show) => {
      const reports = await engine.request('experiments/list', null);
      show([
        ...reports.map(reportItem),
        ...(reports.length > 0 ? [{ label: '', kind: vscode.QuickPickItemKind.Separator } as const] : []),
        {
          label: l10n.t('$(folder-opened) Choose Folder…'),
          detail: l10n.t('A folder with a report.json, as the command line writes it'),
          alwaysShow: true,
          value: { kind: 'browse' },
        },
      ]);
    },
  });
  if (result.kind !== 'picked') return undefined;
  return result.value.kind === 'report' ? result.value.folder : browse();
}

export function folderOf(argument: unknown): string | null {
  return typeof argument === 'string' && argument !== '' ? argument : null;
}

function reportItem({ folder, experiment, title, writtenAt }: StoredReport): PickItem<Choice> {
  return {
    label: experimentLabel(experiment),
    description: new Date(writtenAt).toLocaleString(vscode.env.language),
    detail: title,
    value: { kind: 'report', folder },
  };
}

async function browse(): Promise<string | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: l10n.t('Choose the Folder of a Report'),
      openLabel: l10n.t('Open Report'),
      canSelectFolders: true,
      canSelectFiles: false,
    })) ?? [];
  return folder?.fsPath;
}
