// Collects the English texts of the extension host and the webviews into l10n/bundle.l10n.json, which translators copy to
// l10n/bundle.l10n.<language>.json. Run: node tools/l10n/makeBundle.mjs [--check: change nothing, fail when it is out of date]
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const BUNDLE = 'l10n/bundle.l10n.json';
/** Calls whose first argument is a text: `l10n.t(…)` of the host, `t(…)` of the webviews. */
const TRANSLATES = /^(l10n\.)?t$/;

const files = ['extension', 'webview'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|svelte)$/.test(name))
    .map((name) => path.join(folder, name)),
);

/** Texts of one source: TypeScript through its parser, Svelte markup by its calls. */
function textsOf(file) {
  const source = readFileSync(file, 'utf8');
  return file.endsWith('.svelte') ? textsOfMarkup(source) : textsOfScript(file, source);
}

function textsOfScript(file, source) {
  const texts = [];
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const visit = (node) => {
    if (ts.isCallExpression(node) && TRANSLATES.test(node.expression.getText())) {
      const [first] = node.arguments;
      if (first && ts.isStringLiteralLike(first)) texts.push(first.text);
      // Webviews also translate texts that stand in tables; those are literal there.
      else if (!file.startsWith('webview'))
        throw new Error(`${file}: ${node.getText()} has no literal text.`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return texts;
}

function textsOfMarkup(source) {
  const calls = source.matchAll(/\bt\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/g);
  return [...calls].flatMap(([, literal]) => textsOfScript('markup.ts', `l10n.t(${literal})`));
}

const texts = [...new Set(files.flatMap(textsOf))].sort();
const bundle = `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), null, 2)}\n`;

if (!process.argv.includes('--check')) writeFileSync(BUNDLE, bundle);
else if (readFileSync(BUNDLE, 'utf8') !== bundle) {
  process.stderr.write(`${BUNDLE} is out of date. Run: node tools/l10n/makeBundle.mjs\n`);
  process.exitCode = 1;
}
