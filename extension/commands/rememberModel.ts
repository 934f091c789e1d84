/** Remembers a model for the next time, except the starter model: its path changes with every update of the extension. */
import type { Services } from '../services.ts';

export async function rememberModel({ models, state }: Services, folder: string): Promise<void> {
  const isStarter = models.known().some((model) => model.origin === 'starter' && model.folder === folder);
  if (!isStarter) await state.addRecentModel(folder);
}
