/** User-visible strings: English in the code, translated by the table that the host page carries (English -> translation). */

let translations: Readonly<Record<string, string>> = {};

export function setTranslations(table: Readonly<Record<string, string>>): void {
  translations = table;
}

/** The translation of `english`, with `{0}`, `{1}`, … replaced; an unknown placeholder is left as it stands. */
export function t(english: string, ...values: readonly (string | number)[]): string {
  const template = translations[english] ?? english;
  return template.replace(/\{(\d+)\}/g, (placeholder, position: string) => {
    const value = values[Number(position)];
    return value === undefined ? placeholder : String(value);
  });
}
