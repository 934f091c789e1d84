/**
 * Which hub, and with which token: from the environment variables that the hub's own tools read.
 * https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { EngineError } from '../../link/engineError.ts';

export interface HubSettings {
  /** Without a slash at its end. */
  url: string;
  /** Never logged, never part of a message. */
  token: string | null;
}

const DEFAULT_URL = 'https://huggingface.co';

/**
 * @param token as the user gave it; else HF_TOKEN, HF_TOKEN_PATH or the file that `hf auth login` writes
 * @throws EngineError `unreachable` where HF_HUB_OFFLINE forbids the network, `invalidRequest` for a bad HF_ENDPOINT or token
 */
export function hubSettings(
  token: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): HubSettings {
  if (/^(1|on|yes|true)$/iu.test(environment['HF_HUB_OFFLINE'] ?? '')) {
    throw new EngineError(
      'unreachable',
      'HF_HUB_OFFLINE is set, so nothing is downloaded. Unset it to download models.',
    );
  }
  return { url: hubUrl(environment), token: checkedToken(token ?? environmentToken(environment)) };
}

/** HF_ENDPOINT, for mirrors and hubs of one's own. */
export function hubUrl(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment['HF_ENDPOINT']?.trim();
  if (given === undefined || given === '') return DEFAULT_URL;
  if (URL.canParse(given) && /^https?:$/u.test(new URL(given).protocol)) return given.replace(/\/+$/u, '');
  throw new EngineError(
    'invalidRequest',
    `HF_ENDPOINT is "${given}", which is no http(s) address. Set it to one, as ${DEFAULT_URL}, or unset it.`,
  );
}

function environmentToken(environment: NodeJS.ProcessEnv): string | null {
  const named = environment['HF_TOKEN'] ?? environment['HUGGING_FACE_HUB_TOKEN'];
  if (named !== undefined && named.trim() !== '') return named;
  const cache = environment['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  const home = environment['HF_HOME'] ?? path.join(cache, 'huggingface');
  try {
    return readFileSync(environment['HF_TOKEN_PATH'] ?? path.join(home, 'token'), 'utf8');
  } catch {
    // Most people have none, and most models need none.
    return null;
  }
}

function checkedToken(given: string | null): string | null {
  const token = given?.trim() ?? '';
  if (token === '') return null;
  // What may stand in a header; anything else is a file or a text taken for a token.
  if (/^[\x21-\x7E]{1,512}$/u.test(token)) return token;
  throw new EngineError(
    'invalidRequest',
    'The access token holds characters that no token has. Copy it again from the settings of your account on the hub.',
  );
}
