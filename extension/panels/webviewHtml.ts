/** The page of a webview: one script, one style sheet, nothing inline that runs. The webview renders into `#app`. */

export type WebviewName = 'explorer' | 'inspector' | 'training' | 'experiment' | 'hookPicker' | 'steering';

export interface WebviewPage {
  name: WebviewName;
  title: string;
  /** `webview.cspSource`. */
  cspSource: string;
  scriptUri: string;
  styleUri: string;
  /** Fresh for each page. */
  nonce: string;
  language: string;
  /** English to translation; empty in English. */
  strings: Record<string, string>;
}

export function webviewHtml(page: WebviewPage): string {
  const policy = [
    `default-src 'none'`,
    `img-src ${page.cspSource} data:`,
    `font-src ${page.cspSource}`,
    `style-src ${page.cspSource} 'nonce-${page.nonce}'`,
    `script-src 'nonce-${page.nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(page.language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}" />
    <meta property="csp-nonce" content="${page.nonce}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escapeAttribute(page.title)}</title>
    <link rel="stylesheet" href="${escapeAttribute(page.styleUri)}" />
    <script type="application/json" id="l10n">${jsonForScript(page.strings)}</script>
  </head>
  <body>
    <div id="app" data-view="${page.name}"></div>
    <script nonce="${page.nonce}" src="${escapeAttribute(page.scriptUri)}"></script>
  </body>
</html>
`;
}

/** JSON that cannot end the script element it stands in. */
function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}

function escapeAttribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
