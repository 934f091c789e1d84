import { describe, expect, it } from 'vitest';
import type { FromWebview } from '../../../protocol/webviewMessages.ts';
import { MessageChannel, RequestError } from '../../../webview/lib/messageChannel.ts';

function open() {
  const posted: FromWebview[] = [];
  return { posted, channel: new MessageChannel((message) => posted.push(message)) };
}

describe('MessageChannel', () => {
  it('gives each request an id of its own and settles it with the reply of that id, in any order', async () => {
    const { posted, channel } = open();
    const first = channel.request('runs/get', { runId: 'a' });
    const second = channel.hostRequest('host/copy', { text: 'x' });
    expect(posted).toEqual([
      { kind: 'request', id: 1, method: 'runs/get', params: { runId: 'a' } },
      { kind: 'hostRequest', id: 2, method: 'host/copy', params: { text: 'x' } },
    ]);
    channel.receive({ kind: 'reply', id: 2, ok: true, result: null });
    channel.receive({ kind: 'reply', id: 1, ok: true, result: { id: 'a' } });
    await expect(second).resolves.toBeNull();
    await expect(first).resolves.toEqual({ id: 'a' });
  });

  it('rejects with the code and message of a failed reply', async () => {
    const { channel } = open();
    const request = channel.request('features/get', { runId: 'a', index: 7 });
    channel.receive({ kind: 'reply', id: 1, ok: false, code: 'notFound', message: 'There is no feature 7.' });
    const error: unknown = await request.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ code: 'notFound', message: 'There is no feature 7.' });
  });

  it('rejects when the message cannot be posted', async () => {
    const channel = new MessageChannel(() => {
      throw new Error('could not be cloned');
    });
    await expect(channel.request('runs/list', null)).rejects.toThrow('could not be cloned');
  });

  it('ignores a reply that nobody waits for', () => {
    const { channel } = open();
    expect(() => {
      channel.receive({ kind: 'reply', id: 99, ok: true, result: 1 });
    }).not.toThrow();
  });

  it('hands notifications and views to their handlers until these are taken away', () => {
    const { channel } = open();
    const seen: unknown[] = [];
    const stop = channel.onNotification('runs/progress', (params) => seen.push(params));
    channel.onShow((view) => seen.push(view.view));
    const params = { runId: 'a', progress: null };
    channel.receive({ kind: 'notification', method: 'runs/progress', params });
    channel.receive({ kind: 'notification', method: 'runs/changed', params: {} });
    channel.receive({ kind: 'show', view: { view: 'training', runId: 'a' } });
    stop();
    channel.receive({ kind: 'notification', method: 'runs/progress', params });
    expect(seen).toEqual([params, 'training']);
  });
});
