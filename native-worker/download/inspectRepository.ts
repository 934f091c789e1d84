/** Answers `download/inspect`: a repository's variants with their sizes and places, before anything is downloaded. */
import type { InspectRepositoryRequest, ModelVariant, RepositoryListing } from '../../protocol/download.ts';
import { errorCodeOf } from '../../link/engineError.ts';
import { freeBytesNear } from './diskRoom.ts';
import { presenceOf, usualTarget } from './modelTargets.ts';
import { openHub, type HubOptions } from './openHub.ts';
import { readRepository, type Repository } from './readRepository.ts';
import type { Hub } from './hub.ts';

/** @throws EngineError `invalidRequest`, `notFound`, `accessDenied`, `unreachable`, `cancelled` */
export async function inspectRepository(
  request: InspectRepositoryRequest,
  modelsFolder: string,
  options: HubOptions,
): Promise<RepositoryListing> {
  const { hub, repository, revision } = openHub(request, options);
  const found = await readRepository(hub, repository, revision);
  const { commit, url, licence, gated, problem, warnings } = found;
  return {
    repository,
    revision,
    commit,
    url,
    licence,
    gated,
    variants: problem === null ? listed(found, modelsFolder) : [],
    problem,
    twins: found.variants.length === 0 ? await twinsOf(hub, repository) : [],
    warnings,
    freeBytes: freeBytesNear(modelsFolder),
  };
}

function listed({ repository, commit, variants }: Repository, modelsFolder: string): ModelVariant[] {
  return variants.map(({ precision, onnxFile, files }, index) => {
    const folder = usualTarget(modelsFolder, repository, index === 0 ? null : precision);
    return {
      precision,
      onnxFile,
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      folder,
      ...presenceOf(folder, commit, files),
    };
  });
}

/** A hint: where the search does not answer, the repository's own problem is what matters. */
async function twinsOf(hub: Hub, repository: string): Promise<string[]> {
  const name = repository.split('/')[1] ?? repository;
  try {
    return (await hub.twins(name)).filter((one) => one !== repository);
  } catch (error) {
    if (errorCodeOf(error) === 'cancelled') throw error;
    return [];
  }
}
