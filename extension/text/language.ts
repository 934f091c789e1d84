/** The language of words and numbers, set once at activation so that files without vscode can use both. */
import * as l10n from '@vscode/l10n';

let locale = 'en';

/** @param bundle `vscode.l10n.bundle`: English to translation, undefined in English. */
export function configureLanguage(language: string, bundle: Record<string, string> | undefined): void {
  if (bundle) l10n.config({ contents: bundle });
  locale = Intl.NumberFormat.supportedLocalesOf(language).length > 0 ? language : 'en';
}

export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(locale, options).format(value);
}
