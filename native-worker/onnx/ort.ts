/**
 * The one door to onnxruntime-node: import `ort` from here only.
 * Node 24 has a global Float16Array, with which onnxruntime-common refuses the Uint16Array that the binding hands out and
 * takes for float16 tensors; hiding it before the first Tensor makes float16 a Uint16Array on every Node version.
 */
import * as ort from 'onnxruntime-node';

Reflect.set(globalThis, 'Float16Array', undefined);
// Refusals of execution providers arrive as exceptions; the native log would repeat them on stderr.
ort.env.logLevel = 'fatal';

export { ort };
