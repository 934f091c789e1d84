// The hub's client cuts files into chunks for uploads with packages of their own, which a bundle keeps although nothing here uploads:
// their modules count as having effects. Told that they have none, esbuild leaves out what nobody uses.
const UPLOADS = /^@huggingface\/xetchunk-wasm$/;

export const hubClientPlugin = {
  name: 'hub-client',
  setup(build) {
    build.onResolve({ filter: UPLOADS }, async ({ path, pluginData, ...options }) => {
      if (pluginData === UPLOADS) return undefined;
      const resolved = await build.resolve(path, { ...options, pluginData: UPLOADS });
      return { ...resolved, sideEffects: false };
    });
  },
};
