/** The child process of the IPC link's tests. */
import { parentTransport } from '../../../link/processLink.ts';
import { serveEcho } from './echoContract.ts';

process.once('disconnect', () => process.exit(0));
serveEcho(parentTransport(), () => {
  process.stderr.write('about to fail\n');
  process.kill(process.pid, 'SIGKILL');
});
