/** How many of the machine's cores nobody else uses: barriers between workers cost more than a second thread brings where it has to wait. */
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** Long enough for the system's clock ticks of 10 ms, short enough not to be noticed. */
const measuredMs = 200;

interface CpuTimes {
  idle: number;
  all: number;
  cores: number;
}

function times(): CpuTimes {
  const each = cpus().map((cpu) => cpu.times);
  const idle = each.reduce((sum, time) => sum + time.idle, 0);
  const all = each.reduce((sum, time) => sum + time.user + time.nice + time.sys + time.idle + time.irq, 0);
  return { idle, all, cores: each.length };
}

/** Cores' worth of idle time over a fifth of a second, plus what this process used itself; null where the system does not tell. */
export async function freeCores(): Promise<number | null> {
  const before = times();
  const own = process.cpuUsage();
  await delay(measuredMs);
  const after = times();
  const { user, system } = process.cpuUsage(own);
  const all = after.all - before.all;
  if (all <= 0 || after.cores === 0) return null;
  const idle = ((after.idle - before.idle) / all) * after.cores;
  return Math.min(after.cores, idle + (user + system) / 1000 / measuredMs);
}
