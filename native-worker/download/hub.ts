/**
 * The hub's API through its own client, parsed: what it answers comes from outside. Files are fetched elsewhere (fetchFile.ts): the
 * client's blobs hide the status of an answer, so a server that ignores the range of a resumed file would go unnoticed; and plain
 * ranges work with every store of the hub, the xet one included.
 */
import { listFiles, listModels, modelInfo } from '@huggingface/hub';
import { z } from 'zod';
import { explainFetchError, WrongContentError } from './hubErrors.ts';
import { withTokenWhenAsked, type HubAccess } from './hubAccess.ts';
import type { Transfer } from './transfer.ts';
import { withRetries } from './withRetries.ts';

/** A repository with more is no model that we know. */
const MOST_FILES = 20_000;
const MOST_TWINS = 5;

const text = z.string().max(2_000);
const list = z.union([text.transform((one) => [one]), z.array(text)]);
const cardSchema = z.object({
  license: list.optional().catch(undefined),
  license_name: text.optional().catch(undefined),
  license_link: text.optional().catch(undefined),
  base_model: list.optional().catch(undefined),
});
const infoSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/u),
  gated: z.union([z.boolean(), z.string()]).optional(),
  cardData: cardSchema.nullish().catch(undefined),
  tags: z.array(text).optional().catch(undefined),
});
const fileSchema = z.object({
  type: z.string(),
  path: z.string(),
  size: z.int().min(0),
  oid: z.string().optional(),
  lfs: z.object({ oid: z.string(), size: z.int().min(0) }).optional(),
});

export interface RepositoryInfo {
  commit: string;
  gated: boolean;
  card: z.infer<typeof cardSchema>;
  tags: readonly string[];
}

/** A file of a repository; its path is not to be trusted yet. */
export interface RemoteFile {
  path: string;
  bytes: number;
  /** sha256 of the content, or the id that git gives it; null where the hub names neither. */
  digest: Digest | null;
}
export interface Digest {
  kind: 'sha256' | 'gitBlob';
  hex: string;
}

export class Hub {
  constructor(
    readonly access: HubAccess,
    private readonly transfer: Transfer,
  ) {}

  info(repository: string, revision: string): Promise<RepositoryInfo> {
    return this.#ask('model info', async (params) => {
      const answer = await modelInfo({
        ...params,
        name: repository,
        revision,
        additionalFields: ['sha', 'cardData', 'tags'],
      });
      const { sha, gated, cardData, tags } = infoSchema.parse(answer);
      return {
        commit: sha,
        gated: gated !== undefined && gated !== false,
        card: cardData ?? {},
        tags: tags ?? [],
      };
    });
  }

  /** @param commit not a branch: the list and the files must belong together */
  files(repository: string, commit: string): Promise<RemoteFile[]> {
    return this.#ask('list of files', async (params) => {
      const files: RemoteFile[] = [];
      for await (const entry of listFiles({
        ...params,
        repo: repository,
        revision: commit,
        recursive: true,
      })) {
        const { type, path, size, oid, lfs } = fileSchema.parse(entry);
        if (type !== 'file') continue;
        if (files.length === MOST_FILES)
          throw new WrongContentError(
            `${repository} has more than ${MOST_FILES} files, which no model has. Name another repository.`,
          );
        files.push({ path, bytes: lfs?.size ?? size, digest: digestFrom(oid, lfs?.oid) });
      }
      return files;
    });
  }

  /** Repositories of this name that hold ONNX, the community's conversions first. */
  twins(name: string): Promise<string[]> {
    return this.#ask('search', async (params) => {
      const found: string[] = [];
      const search = { query: name, tags: ['onnx'] };
      for await (const entry of listModels({ ...params, search, sort: 'downloads', limit: MOST_TWINS }))
        found.push(
          z
            .string()
            .regex(/^[\w.-]+\/[\w.-]+$/u)
            .parse(entry.name),
        );
      const isCommunity = (repository: string): boolean => repository.startsWith('onnx-community/');
      return [...found.filter(isCommunity), ...found.filter((one) => !isCommunity(one))];
    });
  }

  async #ask<T>(
    what: string,
    request: (params: { hubUrl: string; fetch: typeof fetch }) => Promise<T>,
  ): Promise<T> {
    const { signal, silenceMs } = this.transfer;
    const { url } = this.access.settings;
    const timed = (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
      this.access.fetch(input, {
        ...init,
        signal: AbortSignal.any([signal, AbortSignal.timeout(silenceMs)]),
      });
    return withTokenWhenAsked(this.access, () =>
      withRetries(this.transfer, async () => {
        try {
          return await request({ hubUrl: url, fetch: timed });
        } catch (error) {
          if (error instanceof z.ZodError || error instanceof SyntaxError) {
            throw new WrongContentError(
              `${url} answered the ${what} in a form that this version does not know. Is HF_ENDPOINT a hub of models?`,
              { cause: error },
            );
          }
          throw explainFetchError(error, new URL(url).host, signal, silenceMs);
        }
      }),
    );
  }
}

function digestFrom(oid: string | undefined, lfsOid: string | undefined): Digest | null {
  const sha256 = lfsOid?.replace(/^sha256:/u, '').toLowerCase();
  if (sha256 !== undefined) return /^[0-9a-f]{64}$/u.test(sha256) ? { kind: 'sha256', hex: sha256 } : null;
  const gitBlob = oid?.toLowerCase();
  return gitBlob !== undefined && /^[0-9a-f]{40}$/u.test(gitBlob) ? { kind: 'gitBlob', hex: gitBlob } : null;
}
