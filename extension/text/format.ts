/** Numbers as people read them: bytes, durations, counts and shares. Free of vscode. */
import * as l10n from '@vscode/l10n';
import { formatNumber } from './language.ts';

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Decimal units (1 KB = 1000 B), three significant digits at most. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(value, { maximumSignificantDigits: 3 })} ${BYTE_UNITS[unit] ?? 'B'}`;
}

/** Seconds in the two coarsest units that tell something: `45 s`, `3 min`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return l10n.t('{0} s', whole);
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return l10n.t('{0} min', minutes);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? l10n.t('{0} h', hours) : l10n.t('{0} h {1} min', hours, rest);
}

export function formatCount(count: number): string {
  return formatNumber(count, { maximumFractionDigits: 0 });
}

/** Large counts in short: `2.6M`. */
export function formatCompact(count: number): string {
  return formatNumber(count, { notation: 'compact', maximumSignificantDigits: 3 });
}

/** @param share 0..1. Rounded down, so that 100 % means done. */
export function formatPercent(share: number): string {
  const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100);
  return `${formatNumber(percent)} %`;
}

/** A measured quantity such as a feature's activation, three significant digits. */
export function formatValue(value: number): string {
  return formatNumber(value, { maximumSignificantDigits: 3 });
}
