/** Reads the host page's table of translations, `<script type="application/json" id="l10n">`. */
import { setTranslations } from './localise.ts';

export function loadTranslations(): void {
  const text = document.getElementById('l10n')?.textContent.trim();
  if (!text) return;
  const table: unknown = JSON.parse(text);
  if (typeof table !== 'object' || table === null) return;
  setTranslations(
    Object.fromEntries(
      Object.entries(table).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  );
}
