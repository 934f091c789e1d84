/** Errors of the hub as the user reads them: what is wrong, and what to do next. */
import { EngineError, messageOf } from '../../link/engineError.ts';
import { HubStatusError, InterruptedTransferError } from './hubErrors.ts';

export interface Asked {
  repository: string;
  revision: string;
  hubUrl: string;
  hasToken: boolean;
}

/** @returns any other error as it is */
export function explainHubError(error: unknown, asked: Asked): unknown {
  if (error instanceof InterruptedTransferError) return unreachable(error, asked);
  if (!(error instanceof HubStatusError)) return error;
  const { status, hubCode } = error;
  if (hubCode === 'RevisionNotFound' || hubCode === 'EntryNotFound') return noRevision(error, asked);
  const isHidden = hubCode === 'RepoNotFound' || (status === 404 && hubCode === null);
  if (isHidden || (status === 401 && hubCode === null && asked.hasToken)) return noRepository(error, asked);
  if (status === 401 || status === 403) return denied(error, asked);
  if (status === 429 || status >= 500) return unreachable(error, asked);
  return new EngineError('unreachable', `${messageOf(error)} for ${error.url}. Try again later.`, {
    cause: error,
  });
}

function denied(error: Error, { repository, hubUrl, hasToken }: Asked): EngineError {
  const page = `${hubUrl}/${repository}`;
  const next = hasToken
    ? 'Your access token does not open it: accept the terms on its page with the account that the token belongs to, and see that the token may read gated repositories.'
    : `Accept the terms on its page, make an access token in the settings of your account, and give it: as HF_TOKEN in the terminal; in VS Code, "Monosema: Download Model…" asks for it.`;
  return new EngineError('accessDenied', `${repository} is gated or private (${page}). ${next}`, {
    cause: error,
  });
}

/** Whoever does not say who asks is not told whether a private repository exists. */
function noRepository(error: Error, { repository, hubUrl, hasToken }: Asked): EngineError {
  const next = hasToken
    ? 'Check its spelling, and whether your access token may read it.'
    : 'Check its spelling. If it is private, give an access token (HF_TOKEN).';
  return new EngineError('notFound', `${hubUrl} has no model repository ${repository}. ${next}`, {
    cause: error,
  });
}

function noRevision(error: Error, { repository, revision, hubUrl }: Asked): EngineError {
  return new EngineError(
    'notFound',
    `${repository} has no branch, tag or commit "${revision}", or not all of its files. See ${hubUrl}/${repository}/tree/main.`,
    { cause: error },
  );
}

function unreachable(error: Error, { hubUrl }: Asked): EngineError {
  return new EngineError(
    'unreachable',
    `${messageOf(error)}, also when asked again. Check the connection and try later: what has come is kept, and the download goes on from there. The hub is ${hubUrl} (HF_ENDPOINT names another).${proxyHint()}`,
    { cause: error },
  );
}

/**
 * fetch of Node 20 knows no proxies. Node 24, and 22.21 and later, use those of the environment where NODE_USE_ENV_PROXY is 1 when the
 * process starts.
 */
export function proxyHint(
  environment: NodeJS.ProcessEnv = process.env,
  version: string = process.versions.node,
): string {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];
  const name = names.find((one) => (environment[one] ?? '') !== '');
  if (name === undefined) return '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const knowsProxies = major >= 24 || (major === 22 && minor >= 21);
  if (!knowsProxies)
    return ` ${name} is set, but Node ${version} cannot use a proxy here: use Node 24, with NODE_USE_ENV_PROXY=1.`;
  return environment['NODE_USE_ENV_PROXY'] === '1'
    ? ` The proxy of ${name} is used.`
    : ` ${name} is set, but Node uses it only where NODE_USE_ENV_PROXY=1 is set as well.`;
}
