/** Asks the hub about a repository: what it is at this moment, its licence, and which models of ours can be made of its files. */
import type { ModelLicence } from '../../protocol/download.ts';
import { EngineError } from '../../link/engineError.ts';
import { explainHubError } from './explainHubError.ts';
import type { Hub, RemoteFile } from './hub.ts';
import { licenceOf } from './licence.ts';
import { sortOut, variantsOf, type RepositoryVariant } from './repositoryFiles.ts';

export interface Repository {
  repository: string;
  revision: string;
  commit: string;
  url: string;
  licence: ModelLicence;
  gated: boolean;
  files: Map<string, RemoteFile>;
  variants: RepositoryVariant[];
  problem: string | null;
  warnings: string[];
}

/** Errors of the hub come out as the user reads them. */
export async function explained<T>(
  hub: Hub,
  repository: string,
  revision: string,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { url, token } = hub.access.settings;
    throw explainHubError(error, { repository, revision, hubUrl: url, hasToken: token !== null });
  }
}

/** @throws EngineError `notFound`, `accessDenied`, `unreachable`, `cancelled` */
export async function readRepository(hub: Hub, repository: string, revision: string): Promise<Repository> {
  return explained(hub, repository, revision, async () => {
    const info = await hub.info(repository, revision);
    const { safe, unsafe } = sortOut(await hub.files(repository, info.commit));
    const variants = variantsOf(safe);
    const [usable] = variants;
    return {
      repository,
      revision,
      commit: info.commit,
      url: `${hub.access.settings.url}/${repository}`,
      licence: await licenceOf(hub, repository, info),
      gated: info.gated,
      files: safe,
      variants,
      problem: usable ? missingParts(repository, usable) : noOnnx(repository, safe),
      warnings: unsafe.length === 0 ? [] : [unsafeNames(unsafe)],
    };
  });
}

/** @throws EngineError `badModel` where there is nothing to download; `invalidRequest` naming the precisions there are */
export function chooseVariant(repository: Repository, precision: string | null): RepositoryVariant {
  const { variants, problem } = repository;
  if (problem !== null) throw new EngineError('badModel', problem);
  const chosen = precision === null ? variants[0] : variants.find((one) => one.precision === precision);
  if (chosen) return chosen;
  throw new EngineError(
    'invalidRequest',
    `${repository.repository} has no ${precision ?? ''} export. It has: ${variants.map((one) => one.precision).join(', ')}.`,
  );
}

/** Makes an export of one's own, for a repository without one. */
export function exportCommand(repository: string): string {
  return `optimum-cli export onnx --model ${repository} --task text-generation-with-past <folder>`;
}

function missingParts(repository: string, { missing }: RepositoryVariant): string | null {
  if (missing.length === 0) return null;
  return `${repository} has no ${missing.join(' and no ')}, which Monosema needs beside the .onnx file. Make an export of your own (${exportCommand('<name>')}), then choose its folder.`;
}

function noOnnx(repository: string, files: ReadonlyMap<string, RemoteFile>): string {
  const other = [...files.keys()].find((file) => /\.(gguf|safetensors)$/iu.test(file));
  const has = other === undefined ? '' : ` (it has ${other})`;
  return `${repository} holds no ONNX export of a language model${has}; Monosema runs ONNX. Take a repository that does, or export it: ${exportCommand(repository)}`;
}

function unsafeNames(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => JSON.stringify(name).slice(0, 60));
  return `${names.length} files have names that cannot be written on every system, or twice the same name; they are left out: ${shown.join(', ')}`;
}
