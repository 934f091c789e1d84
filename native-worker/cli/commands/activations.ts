/** `monosema activations`: what is stored of earlier harvests, and room again. */
import { deleteCache, listCaches } from '../../activations/cache/openCache.ts';
import type { StoredActivations } from '../../activations/cache/openCache.ts';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.ts';
import { bytes, count, table } from '../format.ts';
import type { Session } from '../session.ts';

/** @throws UsageError, CacheBusyError */
export function activations(session: Session, action: string, key: string | undefined): ExitCode {
  const root = session.setup.storage.activations;
  switch (action) {
    case 'list':
      return list(session, listCaches(root), root);
    case 'delete':
      return remove(session, root, key);
    default:
      throw new UsageError(`There is no action "${action}"; there are: list, delete.`);
  }
}

function list(session: Session, stored: readonly StoredActivations[], root: string): ExitCode {
  const { terminal } = session;
  if (session.json) session.printJson(stored);
  else if (stored.length === 0) terminal.say(`No activations are stored in ${root}.`);
  else
    for (const line of table(
      [
        { title: 'key', value: ({ key }) => key },
        { title: 'model', value: ({ manifest }) => manifest?.provenance.modelName ?? '(damaged)' },
        { title: 'hook point', value: ({ manifest }) => manifest?.identity.hookPoint ?? '' },
        {
          title: 'tokens',
          value: ({ manifest }) => (manifest === null ? '' : count(manifest.splits.train.rows)),
          align: 'right',
        },
        { title: 'size', value: ({ bytes: size }) => bytes(size), align: 'right' },
        { title: 'made', value: ({ manifest }) => manifest?.provenance.createdAt.slice(0, 10) ?? '' },
      ],
      stored,
    ))
      terminal.print(line);
  return EXIT.ok;
}

function remove(session: Session, root: string, wanted: string | undefined): ExitCode {
  const known = listCaches(root).map(({ key }) => key);
  if (wanted === undefined)
    throw new UsageError('Name what to delete: monosema activations delete <key>, or all.');
  const keys = wanted === 'all' ? known : known.filter((key) => key.startsWith(wanted));
  if (keys.length === 0 && wanted !== 'all')
    throw new UsageError(`No stored activations have the key "${wanted}". See monosema activations.`);
  if (keys.length > 1 && wanted !== 'all')
    throw new UsageError(`"${wanted}" begins ${keys.length} keys; write more of it.`);
  for (const key of keys) deleteCache(root, key);
  session.terminal.say(`Deleted: ${keys.length === 0 ? 'nothing was stored' : keys.join(', ')}.`);
  return EXIT.ok;
}
