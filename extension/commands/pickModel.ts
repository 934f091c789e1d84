/** Lets the user choose a model: one that is known, or any folder. Folders that do not open say why and can be tried again. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ModelSummary } from '../../protocol/model.ts';
import type { Services } from '../services.ts';
import { originLabel } from '../state/modelFolders.ts';
import type { KnownModel } from '../state/modelStore.ts';
import { shape } from '../views/modelTreeItem.ts';
import { downloadModel } from './download/downloadModel.ts';
import { pickOne, type PickItem, type PickResult } from './pickOne.ts';
import type { Place } from './train/quickFlow.ts';

export interface PickModelOptions {
  title: string;
  place?: Place;
  /** Folder of the model to start on. */
  active: string | null;
}

type Choice =
  | { kind: 'model'; summary: ModelSummary }
  | { kind: 'browse' }
  | { kind: 'download' }
  | { kind: 'broken'; problem: string };

export async function pickModel(
  services: Services,
  options: PickModelOptions,
): Promise<PickResult<ModelSummary>> {
  for (;;) {
    const result = await pickOne<Choice>({
      title: options.title,
      ...(options.place ? { place: options.place } : {}),
      placeholder: l10n.t('Model: a folder in the Hugging Face layout with an ONNX file'),
      isActive: (choice) => choice.kind === 'model' && choice.summary.folder === options.active,
      load: async (show) => {
        show([browseItem(), downloadItem()]);
        const models = await services.models.list();
        show([...models.map(modelItem), separator(), browseItem(), downloadItem()]);
      },
    });
    if (result.kind !== 'picked') return result;
    const choice = result.value;
    if (choice.kind === 'model') return { kind: 'picked', value: choice.summary };
    if (choice.kind === 'broken') {
      void vscode.window.showWarningMessage(choice.problem);
      continue;
    }
    const summary = await (choice.kind === 'browse' ? browseForModel(services) : downloadForPick(services));
    if (summary) return { kind: 'picked', value: summary };
  }
}

/** Asks for a folder, opens it and remembers it. Undefined when the user changes their mind or it does not open. */
export async function browseForModel(services: Services): Promise<ModelSummary | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: l10n.t('Choose a Model Folder'),
      openLabel: l10n.t('Choose Model'),
      canSelectFolders: true,
      canSelectFiles: false,
    })) ?? [];
  if (!folder) return undefined;
  try {
    const summary = await services.engine.request('models/open', { folder: folder.fsPath });
    await services.state.addRecentModel(folder.fsPath);
    await services.models.refresh();
    return summary;
  } catch (error) {
    services.errors.show(error);
    return undefined;
  }
}

/** What goes wrong is shown, and the pick comes back. */
async function downloadForPick(services: Services): Promise<ModelSummary | undefined> {
  try {
    return await downloadModel(services);
  } catch (error) {
    services.errors.show(error);
    return undefined;
  }
}

function modelItem(model: KnownModel): PickItem<Choice> {
  if (model.summary === null)
    return {
      label: `$(warning) ${model.folder}`,
      detail: model.problem,
      value: { kind: 'broken', problem: model.problem },
    };
  return {
    label: model.summary.name,
    description: `${shape(model.summary)} · ${originLabel(model.origin)}`,
    detail: model.folder,
    value: { kind: 'model', summary: model.summary },
  };
}

function browseItem(): PickItem<Choice> {
  return { label: l10n.t('$(folder-opened) Choose Folder…'), alwaysShow: true, value: { kind: 'browse' } };
}

function downloadItem(): PickItem<Choice> {
  return {
    label: l10n.t('$(cloud-download) Download Model…'),
    alwaysShow: true,
    value: { kind: 'download' },
  };
}

function separator(): PickItem<Choice> {
  return { label: '', kind: vscode.QuickPickItemKind.Separator };
}
