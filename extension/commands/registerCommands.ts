/** Binds all handlers; a command that fails says so to the user and in the log, and never ends in silence. */
import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../link/disposable.ts';
import { COMMAND_IDS, type CommandHandlers } from './commandIds.ts';

export function registerCommands(handlers: CommandHandlers, showError: (error: unknown) => void): Disposable {
  const store = new Disposables();
  for (const id of COMMAND_IDS) {
    const run = async (...args: unknown[]): Promise<unknown> => {
      try {
        return await handlers[id](...args);
      } catch (error) {
        showError(error);
        return undefined;
      }
    };
    store.own(vscode.commands.registerCommand(id, run));
  }
  return store;
}
