/** Every command's handler. Longer ones live in files of their own; this is the map. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { EngineError } from '../../link/engineError.ts';
import type { Services } from '../services.ts';
import { settingId } from '../settings.ts';
import type { CommandHandlers } from './commandIds.ts';
import { experimentCommands } from './experimentCommands.ts';
import { exploreCommands } from './exploreCommands.ts';
import { modelCommands } from './modelCommands.ts';
import { runCommands } from './runCommands.ts';
import { importSae } from './importSae.ts';
import { steer } from './steer.ts';
import { train } from './train/train.ts';

export function commandHandlers(services: Services): CommandHandlers {
  return {
    ...exploreCommands(services),
    ...modelCommands(services),
    ...runCommands(services),
    ...experimentCommands(services),
    'monosema.train': () => train(services),
    'monosema.importSae': () => importSae(services),
    'monosema.inspectSelection': () => inspectSelection(services),
    'monosema.steer': (run, feature) => steer(services, run, feature),
    'monosema.clearHighlights': () => {
      services.inspector.highlight(null);
      return Promise.resolve();
    },
    'monosema.refresh': () => Promise.all([services.models.refresh(), services.runs.refresh()]),
    'monosema.showLog': () => {
      services.log.show();
      return Promise.resolve();
    },
    'monosema.restartEngine': () => services.engine.restart(),
    'monosema.openSettings': (name) => openSettings(name),
    'monosema.openWalkthrough': () =>
      Promise.resolve(
        vscode.commands.executeCommand(
          'workbench.action.openWalkthrough',
          `${services.context.extension.id}#monosema.start`,
        ),
      ),
  };
}

async function inspectSelection(services: Services): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor)
    throw new EngineError('invalidRequest', l10n.t('Open a text editor and select the text to inspect.'));
  await services.inspector.inspect(editor);
}

async function openSettings(name: unknown): Promise<void> {
  const query = typeof name === 'string' ? settingId(name) : '@ext:monosema.monosema';
  await vscode.commands.executeCommand('workbench.action.openSettings', query);
}
