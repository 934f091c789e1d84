import { expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { signalOf } from '../../../link/signalOf.ts';

test('is aborted when its request is cancelled, for a reason that crosses links', () => {
  const source = new CancellationTokenSource();
  const signal = signalOf(source.token, 'The export');
  expect(signal.aborted).toBe(false);
  source.cancel();
  expect(signal.reason).toMatchObject({ code: 'cancelled', message: 'The export was cancelled.' });
});

test('is aborted at once where the request was cancelled before', () => {
  const source = new CancellationTokenSource();
  source.cancel();
  expect(signalOf(source.token, 'The export').aborted).toBe(true);
});
