/**
 * Colours the tokens of one document by one feature: a decoration type for each step of the scale, theme colours only.
 * The colours belong to one version of the text and go with its first edit.
 */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Owner } from '../disposable.ts';
import { formatValue } from '../text/format.ts';
import { formatFeatureId, type FeatureId } from '../text/featureId.ts';
import { inlineCode, visibleToken } from '../text/markdown.ts';
import type { ActivationSpan } from './activationSpans.ts';
import { ACTIVATION_STEPS } from './activationSteps.ts';

const CONTEXT_KEY = 'monosema.hasHighlights';

export interface FeatureHighlight {
  document: vscode.TextDocument;
  /** Version of the document that the spans' offsets are of. */
  version: number;
  feature: FeatureId;
  label: string | null;
  /** The feature's largest activation on its corpus. */
  max: number;
  spans: readonly ActivationSpan[];
}

export class FeatureHighlights extends Owner {
  readonly #types: readonly vscode.TextEditorDecorationType[];
  readonly #cleared = this.own(new vscode.EventEmitter<undefined>());
  #shown: FeatureHighlight | null = null;

  /** Fires when colours went away by themselves or by command. */
  readonly onClear = this.#cleared.event;

  constructor() {
    super();
    this.#types = Array.from({ length: ACTIVATION_STEPS }, (_, i) => this.own(decorationType(i + 1)));
    this.own(
      vscode.window.onDidChangeVisibleTextEditors(() => {
        this.#paint();
      }),
    );
    this.own(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document !== this.#shown?.document || contentChanges.length === 0) return;
        this.clear();
        vscode.window.setStatusBarMessage(
          l10n.t('The text changed: highlights cleared. Inspect it again.'),
          5000,
        );
      }),
    );
    this.own(
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document === this.#shown?.document) this.clear();
      }),
    );
  }

  show(highlight: FeatureHighlight): void {
    this.#shown = highlight;
    this.#paint();
    void vscode.commands.executeCommand('setContext', CONTEXT_KEY, true);
  }

  clear(): void {
    if (!this.#shown) return;
    this.#shown = null;
    this.#paint();
    void vscode.commands.executeCommand('setContext', CONTEXT_KEY, false);
    this.#cleared.fire(undefined);
  }

  /** Editors are made anew when a tab comes back, so all visible ones are painted each time. */
  #paint(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const shown = editor.document === this.#shown?.document ? this.#shown : null;
      for (const [i, type] of this.#types.entries()) {
        const spans = shown?.spans.filter((span) => span.step === i + 1) ?? [];
        editor.setDecorations(type, shown ? spans.map((span) => decoration(shown, span)) : []);
      }
    }
  }
}

function decorationType(step: number): vscode.TextEditorDecorationType {
  const color = new vscode.ThemeColor(`monosema.activation${step}`);
  return vscode.window.createTextEditorDecorationType({
    backgroundColor: color,
    borderColor: new vscode.ThemeColor('monosema.activationBorder'),
    borderStyle: 'solid',
    borderWidth: '0 0 1px 0',
    overviewRulerColor: color,
    overviewRulerLane: vscode.OverviewRulerLane.Center,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}

function decoration(highlight: FeatureHighlight, span: ActivationSpan): vscode.DecorationOptions {
  const { document } = highlight;
  return {
    range: new vscode.Range(document.positionAt(span.start), document.positionAt(span.end)),
    hoverMessage: hover(highlight, span),
  };
}

function hover(highlight: FeatureHighlight, span: ActivationSpan): vscode.MarkdownString {
  const id = formatFeatureId(highlight.feature);
  const markdown = new vscode.MarkdownString();
  markdown.isTrusted = { enabledCommands: ['monosema.goToFeature'] };
  const args = encodeURIComponent(JSON.stringify([id]));
  markdown.appendMarkdown(`[Monosema ${inlineCode(id)}](command:monosema.goToFeature?${args})`);
  if (highlight.label !== null) markdown.appendText(` ${highlight.label}`);
  for (const { text, value } of span.tokens)
    markdown.appendMarkdown(
      `\n\n${inlineCode(visibleToken(text))} ${l10n.t('{0} of at most {1}', formatValue(value), formatValue(highlight.max))}`,
    );
  return markdown;
}
