// The extension host's bundle: CommonJS, since that is what VS Code loads.
import { existsSync } from 'node:fs';

export const extensionOptions = ({ production }) => ({
  entryPoints: existsSync('extension/main.ts') ? { extension: 'extension/main.ts' } : {},
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  sourcemap: !production,
  minifySyntax: production,
  external: ['vscode'],
  logLevel: 'warning',
});
