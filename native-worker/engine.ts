/** Entry point of the engine process, forked by a host over node IPC. Ends when its host is gone; its jobs see to themselves. */
import type { EngineNotifications, EngineRequests } from '../protocol/engineMethods.ts';
import { Link } from '../link/link.ts';
import { parentTransport } from '../link/processLink.ts';
import { EngineService } from './engine/engineService.ts';
import { setupFromEnvironment } from './engine/engineSetup.ts';
import type { Notify } from './engine/jobs.ts';

interface EngineContract {
  requests: EngineRequests;
  notifications: EngineNotifications;
}
interface HostContract {
  requests: object;
  notifications: object;
}

const notify: Notify = (name, params) => {
  link.notify(name, params);
};
const service = new EngineService(setupFromEnvironment(), notify);
const link = new Link<EngineContract, HostContract>(parentTransport(), service.handlers);
process.once('disconnect', () => {
  service.dispose();
  process.exit(0);
});
