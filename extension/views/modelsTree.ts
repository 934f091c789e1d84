/** The side bar's list of models, each with its hook points. */
import * as vscode from 'vscode';
import type { HookPoint } from '../../protocol/model.ts';
import { Owner } from '../disposable.ts';
import { recommendedHookPoint } from '../state/inspectTarget.ts';
import type { KnownModel, ModelStore } from '../state/modelStore.ts';
import type { PersistentState } from '../state/persistentState.ts';
import { hookPointTreeItem, modelTreeItem } from './modelTreeItem.ts';
import { toTreeItem } from './treeView.ts';

/** Given to the commands of the context menu. */
export type ModelNode =
  | { kind: 'model'; modelFolder: string; model: KnownModel }
  | { kind: 'hookPoint'; modelFolder: string; hookPoint: string; hook: HookPoint; recommended: boolean };

export class ModelsTree extends Owner implements vscode.TreeDataProvider<ModelNode> {
  readonly #changed = this.own(new vscode.EventEmitter<undefined>());

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    private readonly models: ModelStore,
    private readonly state: PersistentState,
    private readonly failed: (error: unknown) => void,
  ) {
    super();
    const redraw = (): void => {
      this.#changed.fire(undefined);
    };
    this.own(models.onChange(redraw));
    this.own(state.onChange(redraw));
  }

  async getChildren(node?: ModelNode): Promise<ModelNode[]> {
    if (node) return node.kind === 'model' ? hookPointNodes(node.model) : [];
    try {
      const models = await this.models.list();
      return models.map((model) => ({ kind: 'model', modelFolder: model.folder, model }));
    } catch (error) {
      this.failed(error);
      return [];
    }
  }

  getTreeItem(node: ModelNode): vscode.TreeItem {
    const id = node.kind === 'model' ? node.modelFolder : `${node.modelFolder}#${node.hookPoint}`;
    if (node.kind === 'hookPoint') return toTreeItem(hookPointTreeItem(node.hook, node.recommended), id);
    const collapsible = node.model.summary
      ? vscode.TreeItemCollapsibleState.Collapsed
      : vscode.TreeItemCollapsibleState.None;
    return toTreeItem(
      modelTreeItem(node.model, node.modelFolder === this.state.chosenModel),
      id,
      collapsible,
    );
  }
}

function hookPointNodes({ folder, summary }: KnownModel): ModelNode[] {
  const recommended = summary ? recommendedHookPoint(summary.hookPoints) : null;
  return (summary?.hookPoints ?? []).map((hook) => ({
    kind: 'hookPoint',
    modelFolder: folder,
    hookPoint: hook.name,
    hook,
    recommended: hook === recommended,
  }));
}
