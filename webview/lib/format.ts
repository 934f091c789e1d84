/** Numbers as people read them. Densities are shares of tokens, 0..1. */
import { t } from './localise.ts';

const MISSING = '–';

/** `0.12 %`; two significant digits, `0 %` only for exactly nothing. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return MISSING;
  if (share === 0) return '0 %';
  const percent = share * 100;
  if (Math.abs(percent) < 0.001) return `${percent < 0 ? '-' : ''}<0.001 %`;
  return `${trimZeros(significant(percent, 2))} %`;
}

/** `1 in 800`: how many tokens one sees for one firing, rounded to two significant digits. */
export function formatOneIn(share: number): string {
  if (!(share > 0)) return t('never');
  if (share >= 0.5) return t('most tokens');
  const every = 1 / share;
  const digits = Math.floor(Math.log10(every));
  const unit = 10 ** Math.max(0, digits - 1);
  return t('1 in {0}', formatCount(Math.round(every / unit) * unit));
}

/** Three significant digits: `4.21`, `0.0123`, `312`; scientific outside 1e-4..1e6. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return MISSING;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6) return value.toExponential(1).replace('e+', 'e');
  return significant(value, 3);
}

/** With its sign, a true minus: `+0.433`, `−1.2e-5`. */
export function formatSigned(value: number): string {
  return `${value < 0 ? '−' : '+'}${formatNumber(Math.abs(value))}`;
}

/** Whole numbers with the reader's digit groups: `66,000`. */
export function formatCount(count: number): string {
  return Number.isFinite(count) ? Math.round(count).toLocaleString() : MISSING;
}

/** `1.2 M`, `340 k`: counts of tokens, where the last digits say nothing. */
export function formatTokens(count: number): string {
  if (!Number.isFinite(count)) return MISSING;
  for (const [unit, suffix] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const)
    if (count >= unit * 0.9995) return `${trimZeros(significant(count / unit, 3))} ${suffix}`;
  return formatCount(count);
}

/** `42 s`, `3 min 20 s`, `2 h 05 min`. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return MISSING;
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60);
  if (minutes === 0) return t('{0} s', whole);
  if (minutes < 60) return t('{0} min {1} s', minutes, twoDigits(whole % 60));
  return t('{0} h {1} min', Math.floor(minutes / 60), twoDigits(minutes % 60));
}

function significant(value: number, digits: number): string {
  const size = Math.abs(value);
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return value.toFixed(Math.min(decimals, 20));
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
