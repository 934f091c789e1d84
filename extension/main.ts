/** The extension's entry: builds the services, hands them to commands and views, and ends them with the extension. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunSummary } from '../protocol/run.ts';
import { commandHandlers } from './commands/commandHandlers.ts';
import { offerToResume } from './commands/offerToResume.ts';
import { registerCommands } from './commands/registerCommands.ts';
import { FeatureHighlights } from './editor/featureHighlights.ts';
import { Inspector } from './editor/inspector.ts';
import { LastEditor } from './editor/lastEditor.ts';
import { EngineClient } from './engine/engineClient.ts';
import { engineLauncher, EngineSupport } from './engine/engineSupport.ts';
import { ErrorReporter } from './errorReporter.ts';
import { hostRequestHandlers } from './panels/hostRequests.ts';
import { InspectorView } from './panels/inspectorView.ts';
import { HookMap } from './panels/hookMap.ts';
import { WebviewPanels } from './panels/webviewPanels.ts';
import type { Services } from './services.ts';
import { settingId, settings } from './settings.ts';
import { findModelFolders } from './state/findModelFolders.ts';
import { chooseInspectTarget, type InspectTarget } from './state/inspectTarget.ts';
import { ModelStore } from './state/modelStore.ts';
import { PersistentState } from './state/persistentState.ts';
import { Reattach } from './state/reattach.ts';
import { RunStore } from './state/runStore.ts';
import { configureLanguage } from './text/language.ts';
import { isActive } from './text/runProgress.ts';
import { ContextKeys } from './views/contextKeys.ts';
import { ModelsTree } from './views/modelsTree.ts';
import { RunsTree } from './views/runsTree.ts';
import { RunStatusBar } from './views/runStatusBar.ts';

/** VS Code is silent about a failed activation, so the failure is shown and logged before it is thrown on. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Monosema', { log: true });
  context.subscriptions.push(log);
  try {
    configureLanguage(vscode.env.language, vscode.l10n.bundle);
    start(context, log);
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    const message = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(l10n.t('Monosema could not start: {0}', message));
    throw error;
  }
}

function start(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): void {
  const services = createServices(context, log);
  const { engine, runs, models, state, errors } = services;
  const own = <T extends vscode.Disposable>(disposable: T): T => {
    context.subscriptions.push(disposable);
    return disposable;
  };
  own(new EngineSupport(engine, log));
  own(new ContextKeys(engine, runs));
  own(new RunStatusBar(runs));
  const offerResume = (run: RunSummary): void => {
    offerToResume(run).catch(errors.show);
  };
  own(new Reattach({ runs, state, offerResume, note: errors.note }));
  const runsTree = own(new RunsTree(runs, state, errors.note));
  own(vscode.window.createTreeView('monosema.runs', { treeDataProvider: runsTree }));
  const modelsTree = own(new ModelsTree(models, state, errors.note));
  own(vscode.window.createTreeView('monosema.models', { treeDataProvider: modelsTree }));
  own(registerCommands(commandHandlers(services), errors.show));
  own(
    vscode.workspace.onDidChangeConfiguration((change) => {
      applySettings(services, change);
    }),
  );
  own(
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      models.refresh().catch(errors.note);
    }),
  );
}

function createServices(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Services {
  const own = <T extends vscode.Disposable>(disposable: T): T => {
    context.subscriptions.push(disposable);
    return disposable;
  };
  const { extensionUri } = context;
  const errors = new ErrorReporter(log);
  const engine = own(new EngineClient(engineLauncher(context, log)));
  const state = own(new PersistentState(context));
  const runs = own(new RunStore(engine, errors.note));
  const models = own(
    new ModelStore(engine, () => findModelFolders(extensionUri, state, engine), errors.note),
  );
  const handlers = hostRequestHandlers(() => services);
  const panels = own(new WebviewPanels(extensionUri, engine, runs, handlers, errors.note));
  const hookMap = own(new HookMap(panels));
  const inspectorView = own(new InspectorView(extensionUri, engine, handlers, errors.note));
  const highlights = own(new FeatureHighlights());
  const findTarget = (): Promise<InspectTarget | null> => inspectTarget(services);
  const inspector = own(new Inspector(engine, inspectorView, highlights, findTarget));
  const lastEditor = own(new LastEditor());
  const services: Services = {
    ...{ context, log, errors, engine, runs, models, state, panels, hookMap, inspector, lastEditor },
  };
  return services;
}

async function inspectTarget({ state, runs, models }: Services): Promise<InspectTarget | null> {
  const choice = { runId: state.chosenRun, modelFolder: state.chosenModel };
  return chooseInspectTarget(choice, await runs.list(), () => models.list());
}

function applySettings(
  { engine, models, runs, errors }: Services,
  change: vscode.ConfigurationChangeEvent,
): void {
  if (change.affectsConfiguration(settingId('modelFolders'))) models.refresh().catch(errors.note);
  if (!change.affectsConfiguration(settingId('keepRunning'))) return;
  for (const { id } of runs.known().filter(isActive))
    engine.request('runs/keepRunning', { runId: id, keep: settings.keepRunning() }).catch(errors.show);
}
