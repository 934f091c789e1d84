// Compiles the AssemblyScript kernels to WebAssembly, for esbuild and Vite alike: `import wasm from './kernels.wasm'` gives the bytes.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { main as asc } from 'assemblyscript/asc';

const root = path.resolve(import.meta.dirname, '../..');
const sources = path.join(root, 'native-worker/kernels/assembly');
const cache = path.join(root, 'node_modules/.cache/kernels');
const flags = [
  '-O3',
  '--noAssert',
  '--converge',
  '--enable=simd,bulk-memory',
  '--runtime=stub',
  '--importMemory',
  '--initialMemory=1',
  '--maximumMemory=65536',
  '--use=abort=',
];

/** Bytes of the module; compiled only when a source has changed. @throws Error with the compiler's words */
export async function compileKernels() {
  const files = Object.fromEntries(
    readdirSync(sources)
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => [name, readFileSync(path.join(sources, name), 'utf8')]),
  );
  const hash = createHash('sha256')
    .update(JSON.stringify([flags, files]))
    .digest('hex')
    .slice(0, 16);
  const cached = path.join(cache, `${hash}.wasm`);
  try {
    return readFileSync(cached);
  } catch {
    // Not compiled yet.
  }
  let bytes = null;
  const { error, stderr } = await asc(['index.ts', '--outFile=kernels.wasm', ...flags], {
    readFile: (name) => files[name] ?? null,
    writeFile: (_, contents) => {
      bytes = contents;
    },
    listFiles: () => [],
  });
  if (error || bytes === null) throw new Error(`The kernels do not compile.\n${stderr.toString()}`);
  mkdirSync(cache, { recursive: true });
  writeFileSync(cached, bytes);
  return Buffer.from(bytes);
}

const isKernels = (id) => path.basename(id) === 'kernels.wasm';

/** For esbuild. */
export const kernelsPlugin = {
  name: 'kernels',
  setup(build) {
    build.onResolve({ filter: /kernels\.wasm$/ }, ({ path: file, resolveDir }) => ({
      path: path.resolve(resolveDir, file),
      namespace: 'kernels',
    }));
    build.onLoad({ filter: /.*/, namespace: 'kernels' }, async () => ({
      contents: moduleOf(await compileKernels()),
      loader: 'js',
      watchFiles: readdirSync(sources).map((name) => path.join(sources, name)),
    }));
  },
};

/** For Vite. */
export const kernelsVitePlugin = {
  name: 'kernels',
  enforce: 'pre',
  resolveId: (id) => (isKernels(id) ? '\0kernels.wasm' : null),
  load: async (id) => (id === '\0kernels.wasm' ? moduleOf(await compileKernels()) : null),
};

const moduleOf = (bytes) =>
  `export default Uint8Array.from(Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64'));`;
