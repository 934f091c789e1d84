/**
 * fetch for the hub: the token goes to the hub alone and only once it asked for one, a bad answer is a HubStatusError, and no answer
 * leads from https to http. Other protocols than these two fetch refuses itself, as it drops the token when it is sent to another host.
 */
import { packageVersion } from '../installation.ts';
import { HubStatusError, WrongContentError } from './hubErrors.ts';
import type { HubSettings } from './hubSettings.ts';

export class HubAccess {
  readonly settings: HubSettings;
  #usesToken = false;

  constructor(settings: HubSettings) {
    this.settings = settings;
  }

  /** From here on the token is sent. Whether there was one that had not been sent yet. */
  useToken(): boolean {
    const isNew = !this.#usesToken && this.settings.token !== null;
    this.#usesToken = true;
    return isNew;
  }

  /** @throws HubStatusError; WrongContentError for a way down to http; what fetch throws */
  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init.headers);
    headers.set('user-agent', `monosema/${packageVersion()}`);
    const { token, url: hub } = this.settings;
    if (this.#usesToken && token !== null && url.origin === new URL(hub).origin)
      headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(url, { ...init, headers });
    if (url.protocol === 'https:' && response.url.startsWith('http:')) {
      await response.body?.cancel();
      throw new WrongContentError(
        `${url.host} sends on to ${new URL(response.url).host} without encryption, so nothing was taken from there. Try again later, or set HF_ENDPOINT to another mirror.`,
      );
    }
    if (response.ok) return response;
    await response.body?.cancel();
    throw new HubStatusError(
      url.href,
      response.status,
      response.headers.get('x-error-code'),
      retryAfter(response.headers.get('retry-after')),
    );
  };
}

/** Asks without the token first; where the hub wants to know who asks, once more with it. */
export async function withTokenWhenAsked<T>(access: HubAccess, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const wantsToken = error instanceof HubStatusError && [401, 403, 404].includes(error.status);
    if (!wantsToken || !access.useToken()) throw error;
    return ask();
  }
}

/** A minute at most: a user is waiting. */
function retryAfter(value: string | null): number | null {
  const seconds = value === null || value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(60, seconds) : null;
}
