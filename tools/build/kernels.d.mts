import type { Plugin as EsbuildPlugin } from 'esbuild';
import type { Plugin as VitePlugin } from 'vitest/config';

export function compileKernels(): Promise<Buffer>;
export const kernelsPlugin: EsbuildPlugin;
export const kernelsVitePlugin: VitePlugin;
