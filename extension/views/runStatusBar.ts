/** The status bar's word on the running job; a click opens its training view. Hidden while nothing runs. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunSummary } from '../../protocol/run.ts';
import { Owner } from '../disposable.ts';
import type { RunStore } from '../state/runStore.ts';
import { escapeMarkdown } from '../text/markdown.ts';
import { isActive, longProgress, shortProgress, statusLabel } from '../text/runProgress.ts';

export class RunStatusBar extends Owner {
  readonly #item = this.own(
    vscode.window.createStatusBarItem('monosema.run', vscode.StatusBarAlignment.Left, 0),
  );

  constructor(private readonly runs: RunStore) {
    super();
    this.#item.name = l10n.t('Monosema: Running Job');
    this.own(
      runs.onChange(() => {
        this.#update();
      }),
    );
  }

  #update(): void {
    const active = this.runs.known().filter(isActive);
    const [run] = active;
    if (!run) {
      this.#item.hide();
      return;
    }
    const others = active.length > 1 ? ` (+${active.length - 1})` : '';
    this.#item.text = `$(sync~spin) ${l10n.t('SAE')} ${run.progress ? shortProgress(run.progress) : statusLabel(run.status)}${others}`;
    this.#item.tooltip = new vscode.MarkdownString(active.map(line).join('\n\n'));
    this.#item.command = {
      command: 'monosema.openTrainingView',
      title: l10n.t('Open Training View'),
      arguments: [run.id],
    };
    this.#item.show();
  }
}

function line(run: RunSummary): string {
  const progress = run.progress ? longProgress(run.progress) : statusLabel(run.status);
  return `**${escapeMarkdown(run.name)}** ${progress}`;
}
