/** `monosema download`: shows what a repository holds and under which licence, asks, and downloads. */
import path from 'node:path';
import type {
  ModelLicence,
  ModelOffer,
  ModelVariant,
  RepositoryListing,
} from '../../../protocol/download.ts';
import { errorCodeOf } from '../../../link/engineError.ts';
import { canAsk, confirm } from '../confirm.ts';
import { DownloadView } from '../downloadView.ts';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.ts';
import { textFlag, type Flags } from '../flags.ts';
import { bytes, count, oneLine, table } from '../format.ts';
import type { Session } from '../session.ts';

export async function download(session: Session, repository: string | null, flags: Flags): Promise<ExitCode> {
  if (repository === null) return showOffers(session);
  session.terminal.say(`Asking the hub about ${oneLine(repository)}…`);
  const listing = await session.request('download/inspect', {
    repository,
    revision: textFlag(flags, 'revision') ?? null,
  });
  const variant = choose(session, listing, textFlag(flags, 'precision'));
  if (variant === null) return EXIT.failure;
  const out = textFlag(flags, 'out');
  const target = out === undefined ? variant.folder : path.resolve(out);
  showListing(session, listing, variant, target);
  if (flags['yes'] !== true) {
    if (!canAsk())
      throw new UsageError(`Nobody is there to agree to the licence (${words(listing.licence)}); say --yes.`);
    if (!(await confirm(`Download ${bytes(variant.bytes)} under this licence?`))) return EXIT.interrupted;
  }
  return fetchModel(session, listing, variant, target);
}

async function showOffers(session: Session): Promise<ExitCode> {
  const offers = await session.request('download/offers', null);
  if (session.json) {
    session.printJson(offers);
    return EXIT.ok;
  }
  const lines = table<ModelOffer>(
    [
      { title: 'repository', value: (offer) => offer.repository },
      { title: 'parameters', value: (offer) => count(offer.parameters), align: 'right' },
      { title: 'fp32, about', value: (offer) => bytes(offer.approximateBytes), align: 'right' },
      { title: 'licence', value: (offer) => offer.licence },
      { title: '', value: (offer) => (offer.isBase ? '' : 'tuned to chat') },
    ],
    offers,
  );
  for (const line of lines) session.terminal.print(line);
  session.terminal.say('\nAny repository with an ONNX export will do: monosema download <owner/name>');
  session.terminal.say(
    'Nothing was asked of the hub so far; sizes and licences are shown again before a download.',
  );
  return EXIT.ok;
}

/** Null where there is nothing to download, which is said. */
function choose(
  session: Session,
  listing: RepositoryListing,
  precision: string | undefined,
): ModelVariant | null {
  const { variants, problem, twins } = listing;
  const chosen = precision === undefined ? variants[0] : variants.find((one) => one.precision === precision);
  if (chosen) return chosen;
  if (problem === null && precision !== undefined)
    throw new UsageError(
      `${listing.repository} has no ${precision} export. It has: ${variants.map((one) => one.precision).join(', ')}.`,
    );
  if (session.json) session.printJson(listing);
  session.terminal.say(problem ?? `${listing.repository} has nothing to download.`);
  for (const twin of twins) session.terminal.say(`  Try: monosema download ${twin}`);
  return null;
}

function showListing(
  session: Session,
  listing: RepositoryListing,
  chosen: ModelVariant,
  folder: string,
): void {
  const { terminal } = session;
  terminal.say(`${listing.repository} at ${listing.commit.slice(0, 12)} (${listing.url})`);
  for (const line of table<ModelVariant>(
    [
      { title: '', value: (variant) => (variant === chosen ? '>' : ' ') },
      { title: 'precision', value: (variant) => variant.precision },
      { title: 'size', value: (variant) => bytes(variant.bytes), align: 'right' },
      { title: 'file', value: (variant) => oneLine(variant.onnxFile) },
    ],
    listing.variants,
  ))
    terminal.say(`  ${line}`);
  for (const warning of listing.warnings) terminal.say(`  Note: ${warning}`);
  const free = listing.freeBytes === null ? '' : ` (${bytes(listing.freeBytes)} free)`;
  terminal.say(`  Licence  ${words(listing.licence)}`);
  terminal.say(`  Folder   ${folder}${free}`);
}

function words({ id, url, from }: ModelLicence): string {
  const named = id === null ? 'its card names none; read its page' : oneLine(id);
  return `${named}${from === null ? '' : `, as of ${from}`}: ${url}`;
}

async function fetchModel(
  session: Session,
  { repository, revision, licence }: RepositoryListing,
  { precision, bytes: total }: ModelVariant,
  folder: string,
): Promise<ExitCode> {
  const { terminal } = session;
  const view = new DownloadView(terminal);
  let kept = 0;
  let interrupted = false;
  const subscription = session.listen((note) => {
    if (note.name !== 'download/progress' || note.params.folder !== folder) return;
    kept = note.params.bytes;
    view.show(note.params);
  });
  const stop = (): void => {
    if (interrupted) process.exit(EXIT.interrupted);
    interrupted = true;
    void session.request('download/cancel', { folder });
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const request = { repository, revision, precision, folder, licence: licence.id };
    const done = await session.request('download/start', request);
    view.end();
    if (session.json) session.printJson(done);
    else {
      terminal.print(done.folder);
      terminal.say(`${done.wasThere ? 'It was there already' : `${bytes(done.bytes)}, checked`}. Next:`);
      terminal.say(`  monosema models ${quoted(done.folder)}`);
      terminal.say(`  monosema train --model ${quoted(done.folder)} --hook <hook point> --corpus <folder>`);
    }
    return EXIT.ok;
  } catch (error) {
    view.end();
    if (errorCodeOf(error) !== 'cancelled') throw error;
    terminal.say(`Stopped. ${bytes(kept)} of ${bytes(total)} are kept; the same command goes on from there.`);
    return EXIT.interrupted;
  } finally {
    subscription.dispose();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

function quoted(folder: string): string {
  return /^[\w./:@~\\-]+$/u.test(folder) ? folder : JSON.stringify(folder);
}
