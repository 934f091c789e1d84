/** The part of WebAssembly that the kernels use; Node has it, Node's type definitions do not. */
declare namespace WebAssembly {
  class Module {
    /** Nothing that we use; keeps other objects from being taken for one. */
    private readonly module;
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class Memory {
    readonly buffer: ArrayBuffer;
    constructor(options: { initial: number; maximum: number });
    /** Adds pages of 64 KiB. @throws RangeError when there is no room */
    grow(pages: number): number;
  }
  class Instance {
    readonly exports: object;
    constructor(module: Module, imports: Record<string, Record<string, Memory>>);
  }
}
