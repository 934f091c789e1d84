/** Entry point of the model process, forked by the engine. Ends when its parent is gone. */
import { Link } from '../link/link.ts';
import { parentTransport } from '../link/processLink.ts';
import type { ModelClientContract, ModelContract } from './modelProcess/modelContract.ts';
import { modelHandlers } from './modelProcess/modelServer.ts';

process.once('disconnect', () => process.exit(0));
const link = new Link<ModelContract, ModelClientContract>(
  parentTransport(),
  modelHandlers((progress) => {
    link.notify('model/generated', progress);
  }),
);
