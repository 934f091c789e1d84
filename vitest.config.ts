import { defineConfig } from 'vitest/config';
import { kernelsVitePlugin } from './tools/build/kernels.mjs';

/** Four projects by what they need: nothing, a built engine, a (software) GPU, a real VS Code. */
export default defineConfig({
  plugins: [kernelsVitePlugin],
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 20_000 } },
      {
        extends: true,
        test: {
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          pool: 'forks',
          maxWorkers: 1,
        },
      },
      {
        extends: true,
        test: {
          name: 'gpu',
          include: ['test/gpu/**/*.test.ts'],
          testTimeout: 300_000,
          pool: 'forks',
          maxWorkers: 1,
        },
      },
      {
        extends: true,
        test: {
          name: 'vscode',
          include: ['test/host/**/*.test.ts', 'test/e2e/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // A slow machine's window takes longer than the second that a poll has by default.
          expect: { poll: { timeout: 30_000 } },
          pool: 'forks',
          maxWorkers: 1,
        },
      },
    ],
  },
});
