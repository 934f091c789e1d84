// Lint rules: the strict type-checked presets, plus the one-way import map of CONTRIBUTING.md.
import js from '@eslint/js';
import globals from 'globals';
import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

/** Forbids `target` from importing anything under `from`, with the reason shown to the author. */
const forbid = (target, from, message) => ({ target, from, message });
const engine = (folder) => `./native-worker/${folder}`;
const layers = ['runs', 'features', 'sae', 'compute'];

const importDirection = [
  forbid(
    './protocol',
    ['./extension', './webview', './native-worker', './link'],
    'protocol imports nothing.',
  ),
  forbid('./link', ['./extension', './webview', './native-worker'], 'link knows only protocol.'),
  forbid(
    './extension',
    ['./webview', './native-worker'],
    'The extension host knows the engine by protocol only.',
  ),
  forbid('./webview', ['./extension', './native-worker'], 'The webview knows the rest by protocol only.'),
  forbid('./native-worker', ['./extension', './webview'], 'The engine knows nothing of VS Code.'),
  ...layers.flatMap((layer, i) =>
    layers
      .slice(0, i)
      .map((above) => forbid(engine(layer), engine(above), `${above} -> ${layer}, never back.`)),
  ),
  ...['llm', ...layers].map((above) => forbid(engine('onnx'), engine(above), 'onnx is the lowest layer.')),
  // Rules and scores serve the index and run.json; the evaluation stands above both.
  ...['rules', 'measure'].map((part) =>
    forbid(
      engine(`monosemanticity/${part}`),
      ['runs', 'features', 'monosemanticity/evaluation'].map(engine),
      'Rules and scores know no run: runs -> monosemanticity/measure -> rules.',
    ),
  ),
  ...['runs', 'features', 'sae', 'compute'].map((above) =>
    forbid(engine('llm'), engine(above), 'llm knows only onnx.'),
  ),
  ...['runs', 'features', 'sae', 'compute', 'cli', 'engine'].map((above) =>
    forbid(
      engine('download'),
      engine(above),
      'A download makes a model folder and knows no more of it than llm.',
    ),
  ),
  ...['activations', 'experiments', 'files', 'corpus'].map((below) =>
    forbid(engine(below), engine('runs'), 'A run is made of these, never back.'),
  ),
  forbid(
    engine('files'),
    ['activations', 'sae', 'features', 'llm', 'onnx', 'cli', 'engine'].map(engine),
    'files knows no part of the engine.',
  ),
  ...['sae', 'compute', 'llm', 'onnx', 'features', 'runs'].map((below) =>
    forbid(engine(below), engine('synthetic'), 'Experiments stand above what they measure.'),
  ),
  ...['sae', 'compute', 'llm', 'onnx', 'features', 'runs', 'experiments', 'synthetic', 'cli'].map((other) =>
    forbid(engine('plots'), engine(other), 'plots knows only protocol.'),
  ),
];

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      'media/**',
      'test/fixtures/**',
      'test/.artifacts/**',
      '**/*.gen.ts',
      'docs/schemas/**',
      'native-worker/kernels/assembly/**',
      '**/vscode-server/**',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: importDirection }],
      'import-x/no-cycle': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'no-console': 'error',
    },
  },
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: tseslint.parser } },
    // svelte-check judges these with the components' real types; here an imported component is an untyped module.
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      // It does not know the accessibility warnings that svelte-check does.
      'svelte/no-unused-svelte-ignore': 'off',
    },
  },
  { files: ['test/host/driver/*.js'], languageOptions: { globals: globals.browser } },
  {
    files: ['tools/**/*.mjs', '*.mjs', '*.js', 'test/**/*.mjs', '**/*.cjs'],
    languageOptions: { globals: globals.node },
  },
);
