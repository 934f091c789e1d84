/** One VS Code for the tests of a file, with a storage of its own: opened before them, pictured where one fails, gone after them. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { startCodeServer, type CodeServer, type CodeServerOptions } from './codeServer.ts';
import { Workbench, type WorkbenchOptions } from './workbench.ts';

const repository = join(import.meta.dirname, '../../..');

export interface WorkbenchInUse {
  workbench: Workbench;
  /** The storage folder of the extension. */
  storage: string;
  /** An empty folder to open in it, unless another is named. */
  workspace: string;
}

type Scene = CodeServerOptions & Partial<WorkbenchOptions>;

/**
 * Called at the top of a test file. `prepare` runs before VS Code starts; where it says nothing else, the extension of this repository
 * is loaded and `protocol` opened.
 */
export function useWorkbench(prepare: () => Scene | Promise<Scene> = () => ({})): WorkbenchInUse {
  const root = mkdtempSync(join(tmpdir(), 'monosema-test-'));
  const storage = join(root, 'storage');
  const workspace = join(root, 'workspace');
  const workbench = new Workbench();
  let server: CodeServer | null = null;

  beforeAll(async () => {
    mkdirSync(workspace);
    const { folder = join(repository, 'protocol'), development = true, ...options } = await prepare();
    server = await startCodeServer({
      ...options,
      settings: { 'monosema.storageFolder': storage, ...options.settings },
    });
    await workbench.open(server, { folder, development });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await workbench.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  afterAll(async () => {
    await workbench.close();
    await server?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  return { workbench, storage, workspace };
}
