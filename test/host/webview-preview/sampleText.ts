/** Small texts cut into tokens, and sample features that fire on kinds of token in them. */

const TEXTS: readonly { source: string; text: string }[] = [
  {
    source: 'src/server/router.ts',
    text: `import { createServer } from 'node:http';\nimport type { Route } from './route.ts';\n\nexport function listen(routes: Route[], port = 8080) {\n\tconst server = createServer((request, response) => {\n\t\tconst route = routes.find(({ path }) => path === request.url);\n\t\tif (!route) return response.writeHead(404).end();\n\t\troute.handle(request, response);\n\t});\n\treturn server.listen(port);\n}\n`,
  },
  {
    source: 'docs/guide/getting-started.md',
    text: `The committee met on 14 March 1997 in Geneva, and its members agreed that the report should be published before the end of the year. Nobody had expected the vote to be so close.\n`,
  },
  {
    source: 'lib/parse/tokenize.js',
    text: `for (let i = 0; i < source.length; i += 1) {\n  const code = source.charCodeAt(i);\n  if (code === 10 || code === 13) continue;\n  // A surrogate pair is one character: 👩‍🔬 and 漢字 too.\n  tokens.push({ kind: 'text', start: i, end: i + 1 });\n}\n`,
  },
  {
    source: 'styles/button.css',
    text: `.button:hover {\n  color: var(--accent);\n  border: 1px solid currentColor;\n  padding: 4px 12px;\n  transition: background 120ms ease-in-out;\n}\n`,
  },
  {
    source: 'package.json',
    text: `{\n  "name": "left-pad",\n  "version": "1.3.0",\n  "license": "MIT",\n  "scripts": { "test": "node test" }\n}\n`,
  },
  {
    source: 'tools/train.py',
    text: `def forward(self, x: Tensor) -> Tensor:\n    """Return the logits of shape [batch, classes]."""\n    hidden = torch.relu(self.encoder(x))\n    return self.head(hidden.mean(dim=1))\n`,
  },
];

export interface SampleContext {
  source: string;
  tokens: string[];
  ranges: { start: number; end: number }[];
}

export const CONTEXTS: readonly SampleContext[] = TEXTS.map(({ source, text }) => {
  const matches = [...text.matchAll(/\n|\t+| {2,}| ?[\p{L}]{1,7}| ?\d| ?\S/gu)];
  return {
    source,
    tokens: matches.map((match) => match[0]),
    ranges: matches.map((match) => ({ start: match.index, end: match.index + match[0].length })),
  };
});

export interface FeatureKind {
  label: string;
  matches: (token: string) => boolean;
}

const kind = (label: string, pattern: RegExp): FeatureKind => ({
  label,
  matches: (token) => pattern.test(token),
});

export const KINDS: readonly FeatureKind[] = [
  kind('import statements', /import|from/),
  kind('digits in dates and versions', /\d/),
  kind('opening braces', /[{[(]/),
  kind('line ends after a statement', /\n/),
  kind('indentation', /^\s{2,}$|\t/),
  kind('property access', /\./),
  kind('return', /return|respons/),
  kind('CSS units and values', /px|ms|colo/),
  kind('words for people and groups', /memb|committ|Nobody/),
  kind('equality operators', /[=<>!]/),
];
