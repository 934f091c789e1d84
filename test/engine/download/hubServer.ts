/**
 * A hub of models on this machine, with the answers of the real one: model info, file lists in pages, files by way of a redirect to
 * another host's path, ranges, ETags. A test may make any answer slow, cut, wrong or hostile.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** What happens to one answer instead of the right one. */
export type Fault =
  | { kind: 'status'; status: number; hubCode?: string; retryAfter?: number }
  /** Sends so many bytes of the body, then hangs up. */
  | { kind: 'cut'; afterBytes: number }
  /** Sends so many bytes of the body, then nothing more. */
  | { kind: 'silent'; afterBytes: number }
  | { kind: 'drip'; pieceBytes: number; everyMs: number }
  | { kind: 'ignoreRange' }
  | { kind: 'wrongRange' }
  | { kind: 'otherContent'; content: Buffer }
  | { kind: 'etag'; etag: string };

export interface FakeRepository {
  files: Map<string, Buffer>;
  card: Record<string, unknown>;
  gated: false | 'auto';
  tags: string[];
  /** Replaces the list of files. */
  list?: unknown[];
}

export interface Asked {
  method: string;
  path: string;
  range: string | null;
  token: string | null;
}

export class HubServer {
  readonly repositories = new Map<string, FakeRepository>();
  readonly asked: Asked[] = [];
  /** Given the path of each request and how often that path was asked for before; null: the right answer. */
  fault: (path: string, before: number) => Fault | null = () => null;
  /** The only token that opens gated repositories. */
  readonly token = 'hf_right';
  pageSize = 1_000;
  readonly #server: Server;
  readonly #counts = new Map<string, number>();

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response);
    });
  }

  static async start(): Promise<HubServer> {
    const hub = new HubServer();
    await new Promise<void>((resolve) => hub.#server.listen(0, '127.0.0.1', resolve));
    return hub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A repository of the files of a folder. */
  add(name: string, folder: string, change: Partial<FakeRepository> = {}): FakeRepository {
    const files = new Map<string, Buffer>();
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.startsWith('golden')) continue;
      const file = path.join(entry.parentPath, entry.name);
      files.set(path.relative(folder, file).split(path.sep).join('/'), readFileSync(file));
    }
    const repository: FakeRepository = {
      files,
      card: { license: 'apache-2.0' },
      gated: false,
      tags: [],
      ...change,
    };
    this.repositories.set(name, repository);
    return repository;
  }

  /** Paths of the files that were asked for, in order. */
  filesAsked(): string[] {
    return this.asked.flatMap(
      ({ path: asked }) => /^\/[^/]+\/[^/]+\/resolve\/[^/]+\/(.*)$/u.exec(asked)?.[1] ?? [],
    );
  }

  reset(): void {
    this.repositories.clear();
    this.asked.length = 0;
    this.#counts.clear();
    this.fault = () => null;
    this.pageSize = 1_000;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.url);
    const token = /^Bearer (.*)$/u.exec(request.headers.authorization ?? '')?.[1] ?? null;
    this.asked.push({
      method: request.method ?? '',
      path: decodeURIComponent(url.pathname),
      range: request.headers.range ?? null,
      token,
    });
    const before = this.#counts.get(url.pathname) ?? 0;
    this.#counts.set(url.pathname, before + 1);
    const fault = this.fault(decodeURIComponent(url.pathname), before);
    if (fault?.kind === 'status') {
      refuse(response, fault.status, fault.hubCode, fault.retryAfter);
      return;
    }
    const parts = url.pathname
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
    if (parts[0] === 'api') this.#answerApi(parts, url, token, response, fault);
    else if (parts[0] === 'cdn') this.#answerFile(parts.slice(1), request, response, fault);
    else this.#redirect(parts, url, token, response);
  }

  #answerApi(
    [, , owner, name, page, revision = '']: string[],
    url: URL,
    token: string | null,
    response: ServerResponse,
    fault: Fault | null,
  ): void {
    if (owner === undefined) {
      sendJson(response, this.#search(url));
      return;
    }
    const found = this.repositories.get(`${owner}/${name ?? ''}`);
    if (!found) {
      refuse(response, token === null ? 401 : 404, 'RepoNotFound');
      return;
    }
    const commit = commitOf(found);
    if (!['main', 'HEAD', commit].includes(revision)) refuse(response, 404, 'RevisionNotFound');
    else if (page === 'revision') sendJson(response, infoOf(`${owner}/${name ?? ''}`, found, commit), fault);
    else this.#sendPage(found, url, response);
  }

  #sendPage(found: FakeRepository, url: URL, response: ServerResponse): void {
    const all = found.list ?? listOf(found);
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const next = new URL(url);
    next.searchParams.set('cursor', String(from + this.pageSize));
    if (from + this.pageSize < all.length) response.setHeader('link', `<${next.href}>; rel="next"`);
    sendJson(response, all.slice(from, from + this.pageSize));
  }

  #search(url: URL): unknown[] {
    const query = url.searchParams.get('search')?.toLowerCase() ?? '';
    return [...this.repositories]
      .filter(([name, { tags }]) => name.toLowerCase().includes(query) && tags.includes('onnx'))
      .map(([name, repository]) => infoOf(name, repository, commitOf(repository)));
  }

  #redirect(
    [owner = '', name = '', , commit = '', ...rest]: string[],
    url: URL,
    token: string | null,
    response: ServerResponse,
  ): void {
    const found = this.repositories.get(`${owner}/${name}`);
    if (found?.gated === 'auto' && token !== this.token) {
      refuse(response, token === null ? 401 : 403, 'GatedRepo');
      return;
    }
    const content = found?.files.get(rest.join('/'));
    if (!found || !content || commit !== commitOf(found)) {
      refuse(response, 404, 'EntryNotFound');
      return;
    }
    response.writeHead(302, {
      location: url.pathname.replace('/', '/cdn/'),
      'x-repo-commit': commit,
      'x-linked-size': content.length,
      'x-linked-etag': `"${digestOf(rest.join('/'), content)}"`,
    });
    response.end();
  }

  #answerFile(
    [owner = '', name = '', , , ...rest]: string[],
    request: IncomingMessage,
    response: ServerResponse,
    fault: Fault | null,
  ): void {
    const right = this.repositories.get(`${owner}/${name}`)?.files.get(rest.join('/')) ?? Buffer.alloc(0);
    const content = fault?.kind === 'otherContent' ? fault.content : right;
    const etag = fault?.kind === 'etag' ? fault.etag : `"${digestOf(rest.join('/'), content)}"`;
    const asked = /^bytes=(\d+)-/u.exec(request.headers.range ?? '')?.[1];
    const from = asked === undefined || fault?.kind === 'ignoreRange' ? 0 : Number(asked);
    const isPart = asked !== undefined && fault?.kind !== 'ignoreRange';
    const body = content.subarray(from);
    const told = fault?.kind === 'wrongRange' ? from + 1 : from;
    response.writeHead(isPart ? 206 : 200, {
      etag,
      'content-length': body.length,
      ...(isPart ? { 'content-range': `bytes ${told}-${content.length - 1}/${content.length}` } : {}),
    });
    sendBody(response, body, fault);
  }
}

function sendBody(response: ServerResponse, body: Buffer, fault: Fault | null): void {
  switch (fault?.kind) {
    case 'cut':
      response.write(body.subarray(0, fault.afterBytes), () => response.destroy());
      break;
    case 'silent':
      response.write(body.subarray(0, fault.afterBytes));
      break;
    case 'drip': {
      let at = 0;
      const timer = setInterval(() => {
        response.write(body.subarray(at, at + fault.pieceBytes));
        at += fault.pieceBytes;
        if (at < body.length && !response.destroyed) return;
        clearInterval(timer);
        response.end();
      }, fault.everyMs);
      break;
    }
    default:
      response.end(body);
  }
}

function sendJson(response: ServerResponse, value: unknown, fault: Fault | null = null): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  sendBody(response, Buffer.from(JSON.stringify(value)), fault);
}

function refuse(response: ServerResponse, status: number, hubCode?: string, retryAfter?: number): void {
  if (hubCode !== undefined) response.setHeader('x-error-code', hubCode);
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: hubCode ?? `status ${status}` }));
}

function infoOf(name: string, repository: FakeRepository, commit: string): unknown {
  return {
    _id: name,
    id: name,
    private: false,
    gated: repository.gated,
    downloads: 1,
    likes: 0,
    lastModified: '2026-01-01T00:00:00.000Z',
    sha: commit,
    cardData: repository.card,
    tags: repository.tags,
  };
}

/** As the hub does it: weights in LFS with a sha256, small files with git's own id. */
function listOf({ files }: FakeRepository): unknown[] {
  return [...files].map(([file, content]) => ({
    type: 'file',
    path: file,
    size: content.length,
    oid: gitBlob(content),
    ...(isLfs(file) ? { lfs: { oid: digestOf(file, content), size: content.length, pointerSize: 130 } } : {}),
  }));
}

function isLfs(file: string): boolean {
  return /\.onnx|tokenizer\.json$/u.test(file);
}

function digestOf(file: string, content: Buffer): string {
  return isLfs(file) ? createHash('sha256').update(content).digest('hex') : gitBlob(content);
}

function gitBlob(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** Another content is another commit. */
function commitOf({ files }: FakeRepository): string {
  const hash = createHash('sha1');
  for (const [name, content] of files) hash.update(`${name}\0`).update(content);
  return hash.digest('hex');
}
