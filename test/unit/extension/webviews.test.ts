import { posix, win32 } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { CorpusSpec } from '../../../protocol/corpus.ts';
import type { ToWebview } from '../../../protocol/webviewMessages.ts';
import { EngineError } from '../../../link/engineError.ts';
import { sourcePath } from '../../../extension/editor/sourcePath.ts';
import { Emitter } from '../../../extension/emitter.ts';
import type { EngineNotification } from '../../../extension/engine/engineConnection.ts';
import { WebviewBridge, type HostRequestHandlers } from '../../../extension/panels/webviewBridge.ts';
import { webviewHtml } from '../../../extension/panels/webviewHtml.ts';

const explorer = { view: 'explorer', runId: 'first', featureIndex: null, query: '' } as const;

function setup(answer: () => Promise<unknown> = () => Promise.resolve('answer')) {
  const posted: ToWebview[] = [];
  const problems: unknown[] = [];
  const messages = new Emitter<unknown>();
  const notifications = new Emitter<EngineNotification>();
  const request = vi.fn(answer);
  const copied: string[] = [];
  const unexpected = (): Promise<void> => Promise.reject(new Error('not expected'));
  const handlers: HostRequestHandlers = {
    'host/openSource': unexpected,
    'host/attribute': () => Promise.reject(new Error('not expected')),
    'host/highlightFeature': () => Promise.reject(new EngineError('notFound', 'Inspect again.')),
    'host/openFeature': unexpected,
    'host/insertText': unexpected,
    'host/copy': ({ text }) => Promise.resolve(void copied.push(text)),
    'host/executeCommand': unexpected,
  };
  const bridge = new WebviewBridge(
    { post: (message) => posted.push(message), onMessage: messages.on },
    { request: request as never, onNotification: notifications.on },
    handlers,
    (problem) => problems.push(problem),
  );
  const send = async (message: unknown): Promise<void> => {
    messages.fire(message);
    await new Promise((done) => setTimeout(done, 0));
  };
  return { bridge, posted, problems, notifications, request, copied, send };
}

describe('WebviewBridge', () => {
  it('holds back what to show until the webview is ready, then shows the last', async () => {
    const { bridge, posted, send } = setup();
    bridge.show({ ...explorer, query: 'old' });
    bridge.show(explorer);
    expect(posted).toEqual([]);
    await send({ kind: 'ready' });
    expect(posted).toEqual([{ kind: 'show', view: explorer }]);
  });

  it('lets a webview that loads again restore its own state', async () => {
    const { bridge, posted, send } = setup();
    bridge.show(explorer);
    await send({ kind: 'ready' });
    await send({ kind: 'ready' });
    expect(posted).toHaveLength(1);
  });

  it('shows again what was shown while the webview was hidden', async () => {
    const { bridge, posted, send } = setup();
    await send({ kind: 'ready' });
    bridge.setVisible(false);
    bridge.show(explorer);
    bridge.setVisible(true);
    await send({ kind: 'ready' });
    expect(posted).toEqual([
      { kind: 'show', view: explorer },
      { kind: 'show', view: explorer },
    ]);
  });

  it('passes requests to the engine and answers under their id', async () => {
    const { posted, request, send } = setup();
    await send({ kind: 'request', id: 7, method: 'features/get', params: { runId: 'first', index: 1 } });
    const params = { runId: 'first', index: 1 };
    expect(request).toHaveBeenCalledWith('features/get', params, expect.any(AbortSignal));
    expect(posted).toEqual([{ kind: 'reply', id: 7, ok: true, result: 'answer' }]);
  });

  it('answers failures with their code and message', async () => {
    const { posted, send } = setup(() => Promise.reject(new EngineError('badRun', 'No such run.')));
    await send({ kind: 'request', id: 8, method: 'runs/get', params: { runId: 'x' } });
    await send({ kind: 'hostRequest', id: 9, method: 'host/highlightFeature', params: { featureIndex: 3 } });
    expect(posted).toEqual([
      { kind: 'reply', id: 8, ok: false, code: 'badRun', message: 'No such run.' },
      { kind: 'reply', id: 9, ok: false, code: 'notFound', message: 'Inspect again.' },
    ]);
  });

  it('ends what a webview asked for when it closes, and says nothing of it', async () => {
    let ended: AbortSignal | undefined;
    const { bridge, posted, problems, request, send } = setup();
    request.mockImplementation(((_method: string, _params: unknown, signal: AbortSignal) => {
      ended = signal;
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new EngineError('cancelled', 'It was cancelled.'));
        });
      });
    }) as never);
    await send({ kind: 'request', id: 4, method: 'generate/start', params: {} });
    expect(ended?.aborted).toBe(false);
    bridge.dispose();
    await new Promise((done) => setTimeout(done, 0));
    expect(ended?.aborted).toBe(true);
    expect([...posted, ...problems]).toEqual([]);
  });

  it('does what the host is asked', async () => {
    const { posted, copied, send } = setup();
    await send({ kind: 'hostRequest', id: 1, method: 'host/copy', params: { text: 'first/7' } });
    expect(copied).toEqual(['first/7']);
    expect(posted).toEqual([{ kind: 'reply', id: 1, ok: true, result: null }]);
  });

  it.each([
    ['a method that webviews may not call', { kind: 'request', id: 2, method: 'runs/delete', params: {} }],
    ['a host method that does not exist', { kind: 'hostRequest', id: 2, method: 'host/exec', params: {} }],
    ['wrong parameters', { kind: 'hostRequest', id: 2, method: 'host/copy', params: { text: 5 } }],
    [
      'a command of another extension',
      {
        kind: 'hostRequest',
        id: 2,
        method: 'host/executeCommand',
        params: { command: 'git.push', args: [] },
      },
    ],
  ])('refuses %s and still answers', async (_, message) => {
    const { posted, request, problems, send } = setup();
    await send(message);
    expect(request).not.toHaveBeenCalled();
    expect(posted).toMatchObject([{ kind: 'reply', id: 2, ok: false, code: 'invalidRequest' }]);
    expect(problems).toHaveLength(1);
  });

  it('hands on notifications of runs, but not the log', async () => {
    const { posted, notifications, send } = setup();
    await send({ kind: 'ready' });
    notifications.fire({ method: 'log', params: { level: 'info', message: 'x' } });
    const params = {
      runId: 'first',
      progress: {
        phase: 'train',
        fraction: 0.5,
        step: 1,
        steps: 2,
        tokens: 3,
        tokensPerSecond: null,
        secondsLeft: null,
      },
    } as const;
    notifications.fire({ method: 'runs/progress', params });
    expect(posted).toEqual([{ kind: 'notification', method: 'runs/progress', params }]);
  });

  it('says nothing more once it is disposed', async () => {
    const { bridge, posted, request, send } = setup();
    bridge.dispose();
    await send({ kind: 'request', id: 3, method: 'runs/list', params: null });
    expect(request).not.toHaveBeenCalled();
    expect(posted).toEqual([]);
  });
});

describe('the page of a webview', () => {
  const page = {
    name: 'explorer',
    title: 'A "title" <b>',
    cspSource: 'https://csp',
    scriptUri: 'https://csp/explorer.js?a=1&b=2',
    styleUri: 'https://csp/explorer.css',
    nonce: 'abc123',
    language: 'en',
    strings: { '</script><script>alert(1)': 'x' },
  } as const;
  const html = webviewHtml(page);

  it('allows only its own scripts and styles, by nonce', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy).toBe(
      "default-src 'none'; img-src https://csp data:; font-src https://csp; style-src https://csp 'nonce-abc123'; script-src 'nonce-abc123'",
    );
    expect(html).toContain('<script nonce="abc123" src="https://csp/explorer.js?a=1&amp;b=2"></script>');
    expect(html).not.toMatch(/ style=| on\w+=|<style/);
  });

  it('has the root element and a table of texts that cannot end its script', () => {
    expect(html).toContain('<div id="app" data-view="explorer"></div>');
    const json = /id="l10n">(.*)<\/script>/.exec(html)?.[1] ?? '';
    expect(json).not.toContain('<');
    expect(JSON.parse(json)).toEqual(page.strings);
  });
});

describe('the source of an example', () => {
  const folder: CorpusSpec = { kind: 'folder', path: '/code' };
  it.each<[string, CorpusSpec, string, string | null]>([
    ['in the corpus folder', folder, 'src/a.ts', '/code/src/a.ts'],
    ['in the starter corpus', { kind: 'starter' }, 'b.txt', '/ext/corpus/b.txt'],
    ['among named files by its end', { kind: 'files', paths: ['/x/a.txt'] }, 'a.txt', '/x/a.txt'],
    ['among named files as a whole', { kind: 'files', paths: ['/x/a.txt'] }, '/x/a.txt', '/x/a.txt'],
    ['not outside of the corpus', folder, '../secret', null],
    ['not the corpus folder itself', folder, '.', null],
    ['not at an absolute path elsewhere', folder, '/etc/passwd', null],
    ['not among files by a mere piece of a name', { kind: 'files', paths: ['/x/aa.txt'] }, 'a.txt', null],
  ])('is found %s', (_, corpus, source, file) => {
    expect(sourcePath(corpus, '/ext/corpus', source, posix)).toBe(file);
  });

  it('is found on Windows too', () => {
    expect(sourcePath({ kind: 'folder', path: 'C:\\code' }, '', 'src/a.ts', win32)).toBe(
      'C:\\code\\src\\a.ts',
    );
    expect(sourcePath({ kind: 'folder', path: 'C:\\code' }, '', 'D:\\x', win32)).toBeNull();
    expect(sourcePath({ kind: 'files', paths: ['C:\\x\\a.txt'] }, '', 'x/a.txt', win32)).toBe('C:\\x\\a.txt');
  });
});
