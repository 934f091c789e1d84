import { describe, expect, it } from 'vitest';
import { DownloadView, downloadLine } from '../../../native-worker/cli/downloadView.ts';
import type { Terminal } from '../../../native-worker/cli/terminal.ts';
import type { DownloadProgress } from '../../../protocol/download.ts';

const half: DownloadProgress = {
  repository: 'owner/name',
  folder: '/models/owner/name',
  phase: 'downloading',
  file: 'onnx/model.onnx',
  bytes: 270e6,
  totalBytes: 540e6,
  bytesPerSecond: 10e6,
  secondsLeft: 27,
  problem: null,
};

function linesOf(isInteractive: boolean, ...shown: DownloadProgress[]): string[] {
  const lines: string[] = [];
  const note = (line: string): void => void lines.push(line);
  const terminal: Terminal = {
    columns: 80,
    isInteractive,
    print: note,
    write: note,
    say: note,
    redraw: note,
  };
  const view = new DownloadView(terminal);
  for (const progress of shown) view.show(progress);
  return lines;
}

describe('the progress of a download', () => {
  it('is one line of what fits, the most wanted first', () => {
    expect(downloadLine(half, 200)).toBe(
      '████████████░░░░░░░░░░░░   50 %  270 MB of 540 MB  10 MB/s  27 s left  onnx/model.onnx',
    );
    expect(downloadLine(half, 56)).toMatch(/270 MB of 540 MB$/u);
    expect(downloadLine({ ...half, phase: 'waiting', problem: 'hub answered 503' }, 200)).toMatch(/503$/u);
  });

  it('is told at each tenth, at its end and with each new trouble where lines cannot be drawn again', () => {
    const at = (share: number, problem: string | null = null): DownloadProgress => ({
      ...half,
      bytes: share * half.totalBytes,
      problem,
    });
    const told = linesOf(
      false,
      at(0),
      at(0.05),
      at(0.12),
      at(0.13, 'trouble'),
      at(0.13, 'trouble'),
      at(0.99),
      at(1),
    );
    expect(told.map((line) => line.trim().slice(0, 4).trim())).toEqual([
      '0 %',
      '12 %',
      '13 %',
      '99 %',
      '100',
    ]);
    expect(linesOf(true, at(0), at(0.01))).toHaveLength(2);
  });
});
