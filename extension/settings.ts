/** Typed getters over the `monosema.*` settings; package.json holds their defaults and ranges. */
import * as vscode from 'vscode';
import type { Device, Int8 } from '../protocol/device.ts';

const SECTION = 'monosema';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warning' | 'error';

/** Settings that the engine reads when it starts; a change takes effect with the next engine. */
export const ENGINE_SETTINGS = ['storageFolder', 'threads', 'memoryBudget', 'logLevel'] as const;

export const settings = {
  /** Absolute path, or empty for the extension's own storage. */
  storageFolder: (): string => get('storageFolder', ''),
  modelFolders: (): string[] => get<string[]>('modelFolders', []),
  llmDevice: (): Device => get<Device>('devices.languageModel', 'auto'),
  saeDevice: (): Device => get<Device>('devices.autoencoder', 'auto'),
  int8: (): Int8 => get<Int8>('devices.int8', 'auto'),
  /** 0 lets the engine choose. */
  threads: (): number => get('threads', 0),
  /** Megabytes; 0 lets the engine choose. */
  memoryBudget: (): number => get('memoryBudget', 0),
  keepRunning: (): boolean => get('keepRunning', false),
  logLevel: (): LogLevel => get<LogLevel>('logLevel', 'info'),
  /** As the user wrote it; parsed where it is used. */
  trainingOverrides: (): unknown => get<unknown>('training.overrides', {}),
  /** As the user wrote it; parsed where it is used. */
  experimentOptions: (): unknown => get<unknown>('experiments.options', {}),
};

function get<T>(name: string, fallback: T): T {
  return vscode.workspace.getConfiguration(SECTION).get<T>(name, fallback);
}

export function settingId(name: string): string {
  return `${SECTION}.${name}`;
}
