/** Seconds and the peak of memory of one part of a benchmark after the other. */
import { readFileSync, writeFileSync } from 'node:fs';

export interface MeasuredPart {
  part: string;
  seconds: number;
  /** On Linux of the part itself, elsewhere of the process so far. */
  peakMegabytes: number;
}

export class PartMeter {
  readonly parts: MeasuredPart[] = [];
  readonly #told: (part: MeasuredPart) => void;
  #last = performance.now();

  constructor(told: (part: MeasuredPart) => void) {
    this.#told = told;
  }

  /** The part since the last one has ended. */
  done(part: string): void {
    const measured = { part, seconds: (performance.now() - this.#last) / 1000, peakMegabytes: takePeak() };
    this.parts.push(measured);
    this.#told(measured);
    this.#last = performance.now();
  }
}

/** The most memory since the last call. */
function takePeak(): number {
  const ofProcess = (process.resourceUsage().maxRSS * 1024) / 1e6;
  if (process.platform !== 'linux') return ofProcess;
  try {
    const peak = /VmHWM:\s+(\d+) kB/u.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    // Sets the mark back to what is in memory now.
    writeFileSync('/proc/self/clear_refs', '5');
    return peak === undefined ? ofProcess : (Number(peak) * 1024) / 1e6;
  } catch {
    // A sandbox that hides them.
    return ofProcess;
  }
}
