/** Compiled from assembly/ by tools/build/kernels.mjs. */
declare const bytes: Uint8Array<ArrayBuffer>;
export default bytes;
