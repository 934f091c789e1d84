/** The side bar's list of runs. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunSummary } from '../../protocol/run.ts';
import { Owner } from '../disposable.ts';
import type { PersistentState } from '../state/persistentState.ts';
import type { RunStore } from '../state/runStore.ts';
import { runTreeItem } from './runTreeItem.ts';
import { toTreeItem } from './treeView.ts';

/** Given to the commands of the context menu, see runArgument. */
export interface RunNode {
  runId: string;
}

export class RunsTree extends Owner implements vscode.TreeDataProvider<RunNode> {
  readonly #changed = this.own(new vscode.EventEmitter<RunNode | undefined>());
  /** One node a run, so that VS Code can tell which row to redraw. */
  readonly #nodes = new Map<string, RunNode>();
  #chosen: string | null;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    private readonly runs: RunStore,
    state: PersistentState,
    private readonly failed: (error: unknown) => void,
  ) {
    super();
    this.#chosen = state.chosenRun;
    this.own(
      runs.onChange((run) => {
        this.#redraw(run);
      }),
    );
    this.own(
      state.onChange(() => {
        this.#chosen = state.chosenRun;
        this.#changed.fire(undefined);
      }),
    );
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (node) return [];
    try {
      const runs = await this.runs.list();
      return runs.map(({ id }) => this.#node(id));
    } catch (error) {
      this.failed(error);
      return [];
    }
  }

  getTreeItem({ runId }: RunNode): vscode.TreeItem {
    const run = this.runs.get(runId);
    if (!run) return new vscode.TreeItem(runId);
    const item = toTreeItem(runTreeItem(run, run.id === this.#chosen), run.id);
    item.command =
      run.indexStep === null
        ? { command: 'monosema.openTrainingView', title: l10n.t('Open Training View'), arguments: [run.id] }
        : { command: 'monosema.openExplorer', title: l10n.t('Open Feature Explorer'), arguments: [run.id] };
    return item;
  }

  /** A run that is known by its row is redrawn alone; anything else may have changed the order. */
  #redraw(run: RunSummary | null): void {
    this.#changed.fire(run ? this.#nodes.get(run.id) : undefined);
  }

  #node(runId: string): RunNode {
    const node = this.#nodes.get(runId) ?? { runId };
    this.#nodes.set(runId, node);
    return node;
  }
}
