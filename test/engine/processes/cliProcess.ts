/** The bundled command line as a user starts it, in a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

export interface CliOutcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Where `cli.js` was bundled to, the storage it works in, and what its environment has besides this one's. */
export interface CliPlace {
  built: string;
  storage: string;
  environment?: NodeJS.ProcessEnv;
}

export function startCli(
  { built, storage, environment = {} }: CliPlace,
  ...args: string[]
): { child: ChildProcess; outcome: Promise<CliOutcome> } {
  const child = spawn(process.execPath, [path.join(built, 'cli.js'), ...args, '--storage', storage], {
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
  });
  const out = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (out.stderr += text));
  const outcome = new Promise<CliOutcome>((resolve) => {
    child.once('close', (code) => {
      resolve({ code, ...out });
    });
  });
  return { child, outcome };
}
