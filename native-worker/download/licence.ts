/** The licence as the model's card names it, or as the card of the model it was converted from does: conversions often name none. */
import type { ModelLicence } from '../../protocol/download.ts';
import { errorCodeOf } from '../../link/engineError.ts';
import type { Hub, RepositoryInfo } from './hub.ts';
import { parseRepository } from './repositoryName.ts';

export async function licenceOf(hub: Hub, repository: string, info: RepositoryInfo): Promise<ModelLicence> {
  const hubUrl = hub.access.settings.url;
  const own = namedBy(hubUrl, repository, info);
  if (own !== null) return { ...own, from: null };
  const base = baseModel(info, hubUrl);
  if (base !== null && base !== repository) {
    const named = await baseInfo(hub, base).then((found) => found && namedBy(hubUrl, base, found));
    if (named) return { ...named, from: base };
  }
  return { id: null, url: `${hubUrl}/${repository}`, from: null };
}

function namedBy(
  hubUrl: string,
  repository: string,
  { card, tags }: RepositoryInfo,
): Pick<ModelLicence, 'id' | 'url'> | null {
  const tag = tags.find((one) => one.startsWith('license:'))?.slice('license:'.length);
  const licences = card.license ?? (tag === undefined ? [] : [tag]);
  if (licences.length === 0) return null;
  // "other" stands for one with a name of its own.
  const id = licences.map((one) => (one === 'other' ? (card.license_name ?? one) : one)).join(', ');
  const link = card.license_link ?? '';
  return { id: plain(id), url: /^https?:\/\/[^\s]+$/u.test(link) ? link : `${hubUrl}/${repository}` };
}

/** On one line, for terminals and dialogues. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').slice(0, 100);
}

function baseModel({ card }: RepositoryInfo, hubUrl: string): string | null {
  const [base] = card.base_model ?? [];
  if (base === undefined) return null;
  try {
    return parseRepository(base, hubUrl).repository;
  } catch {
    return null;
  }
}

/** The base may be private or gone: then no licence is known, which is said. */
async function baseInfo(hub: Hub, base: string): Promise<RepositoryInfo | null> {
  try {
    return await hub.info(base, 'main');
  } catch (error) {
    if (errorCodeOf(error) === 'cancelled') throw error;
    return null;
  }
}
