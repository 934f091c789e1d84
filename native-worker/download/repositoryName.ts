/** Which repository the user means: `owner/name`, or the address of its page as copied from a browser. */
import { EngineError } from '../../link/engineError.ts';
import { unsafePart } from './safePath.ts';

export interface RepositoryName {
  /** `owner/name`. */
  repository: string;
  /** From an address of a branch, tag or commit; null where none is named. */
  revision: string | null;
}

/** The hub's rule for owners and names. */
const PART = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$/u;
const KNOWN_HOSTS = ['huggingface.co', 'www.huggingface.co', 'hf.co'];
/** Kinds of pages below a repository that name a revision. */
const REVISION_PAGES = new Set(['tree', 'blob', 'resolve', 'raw', 'commit']);
/** Branch, tag, commit or `refs/pr/1`. */
const REVISION = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,200}$/u;

/** @throws EngineError `invalidRequest` that says how a repository is named */
export function parseRepository(given: string, hubUrl: string): RepositoryName {
  const text = given.trim();
  const parts = /^(https?:\/\/|hf\.co\/|huggingface\.co\/)/iu.test(text)
    ? partsOfUrl(text, hubUrl)
    : text.replace(/\/$/u, '').split('/');
  const [owner = '', name = '', page, ...rest] = parts;
  const isNamed = [owner, name].every(
    (part) => PART.test(part) && !/--|\.\./u.test(part) && unsafePart(part) === null,
  );
  if (!isNamed || (page !== undefined && !REVISION_PAGES.has(page))) {
    throw new EngineError(
      'invalidRequest',
      `"${given}" names no model repository. Write owner/name, as HuggingFaceTB/SmolLM2-135M, or paste the address of its page.`,
    );
  }
  // A file's path may follow; branches with a slash cannot be told from it, and are given by themselves.
  return { repository: `${owner}/${name}`, revision: rest[0] === undefined ? null : checkRevision(rest[0]) };
}

/** @throws EngineError `invalidRequest` */
export function checkRevision(revision: string): string {
  if (REVISION.test(revision) && !revision.includes('..')) return revision;
  throw new EngineError('invalidRequest', `"${revision}" is no branch, tag or commit of a repository.`);
}

function partsOfUrl(text: string, hubUrl: string): string[] {
  const address = /^https?:/iu.test(text) ? text : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  const hosts = [...KNOWN_HOSTS, new URL(hubUrl).host];
  if (url === null || !hosts.includes(url.host)) {
    throw new EngineError(
      'invalidRequest',
      `"${text}" is no address on ${hubUrl}. Models come from there; HF_ENDPOINT names another hub.`,
    );
  }
  return url.pathname.split('/').filter((part) => part !== '');
}
