// The packages that stay outside the bundles, and which of their files a target platform needs at run time.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const library = (name) => join('node_modules', name);

/** `platform` and `arch` as Node names them, e.g. linux and x64. Each entry: package -> paths kept. */
const filesByPackage = (platform, arch) => ({
  'onnxruntime-node': ['package.json', 'dist', `bin/napi-v6/${platform}/${arch}`],
  'onnxruntime-common': ['package.json', 'dist/cjs', 'dist/esm'],
  '@duckdb/node-api': ['package.json', 'LICENSE', 'lib'],
  '@duckdb/node-bindings': ['package.json', 'LICENSE', 'duckdb.js'],
  [`@duckdb/node-bindings-${platform}-${arch}`]: ['.'],
  'detect-libc': ['package.json', 'LICENSE', 'lib'],
});

/** Names of the packages that `copyNativePackages` copies. */
export const nativePackageNames = (platform, arch) => Object.keys(filesByPackage(platform, arch));

const isDevelopmentFile = (path) => /\.(map|d\.ts|d\.mts|d\.cts|tsbuildinfo)$/.test(path);

/** Copies what `target` needs to `destination`. @throws when a package is not installed for that platform. */
export function copyNativePackages({ platform, arch, destination }) {
  rmSync(destination, { recursive: true, force: true });
  for (const [name, paths] of Object.entries(filesByPackage(platform, arch))) {
    for (const path of paths) {
      const from = join(library(name), path);
      if (!existsSync(from))
        throw new Error(`${from} is missing: package on ${platform}-${arch} itself, after "npm ci".`);
      const to = join(destination, name, path);
      mkdirSync(dirname(to), { recursive: true });
      cpSync(from, to, { recursive: true, filter: (source) => !isDevelopmentFile(source) });
    }
  }
}
