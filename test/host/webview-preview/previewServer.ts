/** Serves the built views as VS Code would show them: same page, same strict content policy, a theme's colours. Loopback only. */
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { THEMES, themeCss } from './themes.ts';

const NONCE = 'preview';

export interface PreviewServer {
  url: string;
  close(): Promise<void>;
}

export async function startPreviewServer(repository: string): Promise<PreviewServer> {
  const fakeHost = await bundle(join(repository, 'test/host/webview-preview/fakeHost.ts'));
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    void respond(url, repository, fakeHost).then(({ type, body, headers }) => {
      response
        .writeHead(body === null ? 404 : 200, { 'content-type': type, ...headers })
        .end(body ?? 'not found');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

interface Reply {
  type: string;
  body: string | null;
  headers?: Record<string, string>;
}

async function respond(url: URL, repository: string, fakeHost: string): Promise<Reply> {
  const { pathname } = url;
  if (pathname === '/') return page(url);
  if (pathname === '/fakeHost.js') return { type: 'text/javascript', body: fakeHost };
  if (pathname === '/theme.css') {
    const theme = THEMES.find(({ name }) => name === url.searchParams.get('name'));
    return { type: 'text/css', body: theme ? themeCss(theme) : null };
  }
  const file = /^\/webview\/((?:explorer|training|inspector|experiment|hookPicker|steering)\.(js|css))$/.exec(
    pathname,
  );
  const body = file?.[1]
    ? await readFile(join(repository, 'dist/webview', file[1]), 'utf8').catch(() => null)
    : null;
  return { type: file?.[2] === 'css' ? 'text/css' : 'text/javascript', body };
}

function page(url: URL): Reply {
  const view = url.searchParams.get('view') ?? 'explorer';
  const theme = THEMES.find(({ name }) => name === url.searchParams.get('theme')) ?? THEMES[0];
  const policy = `default-src 'none'; style-src 'self' 'nonce-${NONCE}'; script-src 'nonce-${NONCE}'`;
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<!-- The toolkit's own probe for :focus-visible takes this nonce for its style element. -->
<meta property="csp-nonce" content="${NONCE}">
<title>Monosema: ${view}</title>
<link rel="stylesheet" href="/theme.css?name=${theme?.name ?? ''}">
<link rel="stylesheet" href="/webview/${view}.css">
</head>
<body class="${theme?.bodyClass ?? ''}" data-vscode-theme-kind="${theme?.bodyClass ?? ''}">
<script type="application/json" id="l10n">{}</script>
<div id="app"></div>
<script nonce="${NONCE}" src="/fakeHost.js"></script>
<script nonce="${NONCE}" src="/webview/${view}.js"></script>
</body>
</html>`;
  return { type: 'text/html', body, headers: { 'content-security-policy': policy } };
}

async function bundle(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
  });
  return result.outputFiles[0]?.text ?? '';
}
