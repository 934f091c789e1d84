/**
 * Reads a pickle as data: the few opcodes and names that a PyTorch state dict needs, nothing else. No name is ever looked up and nothing is
 * called, so a file can be wrong but not harmful; memory is bounded by the length of the file.
 * Opcodes: https://github.com/python/cpython/blob/3.12/Lib/pickletools.py
 */
import { rebuild } from './pickleGlobals.ts';
import { isGlobal, isTuple, type PickleTuple, type PickleValue } from './pickleValues.ts';

/** Says what the pickle holds that is not read here. */
export class PickleError extends Error {
  override readonly name = 'PickleError';
}

/** @throws PickleError */
export function readPickle(bytes: Buffer): PickleValue {
  return new PickleMachine(bytes).run();
}

class PickleMachine {
  readonly #bytes: Buffer;
  #at = 0;
  #stack: PickleValue[] = [];
  /** Stacks below the open marks. */
  readonly #below: PickleValue[][] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  run(): PickleValue {
    for (;;) {
      const opcode = this.#number(1);
      if (opcode === 0x2e) return this.#pop(); // STOP
      this.#step(opcode);
    }
  }

  #step(opcode: number): void {
    const character = String.fromCharCode(opcode);
    switch (character) {
      case '\x80': // PROTO
        this.#protocol(this.#number(1));
        return;
      case '\x95': // FRAME
        this.#take(8);
        return;
      case '(': // MARK
        this.#below.push(this.#stack);
        this.#stack = [];
        return;
      case '0': // POP
        this.#pop();
        return;
      case 'c': // GLOBAL
        this.#push({ kind: 'global', name: `${this.#line()} ${this.#line()}` });
        return;
      case '\x93': {
        const name = this.#text();
        this.#push({ kind: 'global', name: `${this.#text()} ${name}` }); // STACK_GLOBAL
        return;
      }
      case 'R': // REDUCE
        this.#reduce();
        return;
      case 'Q': // BINPERSID
        this.#push(persistent(this.#pop()));
        return;
      case 'b': // BUILD: attributes of an OrderedDict or a tensor; none of them are weights
        this.#pop();
        return;
      default:
        if (!this.#simple(character) && !this.#collection(character) && !this.#remember(character))
          throw new PickleError(`opcode 0x${opcode.toString(16)} at byte ${this.#at - 1}`);
    }
  }

  #simple(character: string): boolean {
    switch (character) {
      case 'N':
        return this.#push(null);
      case '\x88':
        return this.#push(true);
      case '\x89':
        return this.#push(false);
      case 'J':
        return this.#push(this.#take(4).readInt32LE(0));
      case 'K':
        return this.#push(this.#number(1));
      case 'M':
        return this.#push(this.#number(2));
      case '\x8a':
        return this.#push(long(this.#take(this.#number(1))));
      case 'G':
        return this.#push(this.#take(8).readDoubleBE(0));
      case 'X':
        return this.#push(this.#take(this.#number(4)).toString('utf8'));
      case '\x8c':
        return this.#push(this.#take(this.#number(1)).toString('utf8'));
      default:
        return false;
    }
  }

  #collection(character: string): boolean {
    switch (character) {
      case ')':
        return this.#push(tuple([]));
      case '\x85':
        return this.#push(tuple(this.#last(1)));
      case '\x86':
        return this.#push(tuple(this.#last(2)));
      case '\x87':
        return this.#push(tuple(this.#last(3)));
      case 't':
        return this.#push(tuple(this.#sinceMark()));
      case ']':
        return this.#push([]);
      case '}':
        return this.#push(new Map());
      case 'a':
        return this.#append(this.#last(1));
      case 'e':
        return this.#append(this.#sinceMark());
      case 's':
        return this.#set(this.#last(2));
      case 'u':
        return this.#set(this.#sinceMark());
      default:
        return false;
    }
  }

  #remember(character: string): boolean {
    switch (character) {
      case 'q':
        return this.#put(this.#number(1));
      case 'r':
        return this.#put(this.#number(4));
      case '\x94':
        return this.#put(this.#memo.size);
      case 'h':
        return this.#push(this.#get(this.#number(1)));
      case 'j':
        return this.#push(this.#get(this.#number(4)));
      default:
        return false;
    }
  }

  #reduce(): void {
    const args = this.#pop();
    const callee = this.#pop();
    if (!isGlobal(callee) || !isTuple(args)) throw new PickleError('a call of what is no name');
    this.#push(rebuild(callee.name, args.items));
  }

  #append(items: PickleValue[]): true {
    const list = this.#stack.at(-1);
    if (!Array.isArray(list)) throw new PickleError('an append to what is no list');
    for (const item of items) list.push(item);
    return true;
  }

  #set(items: PickleValue[]): true {
    const dict = this.#stack.at(-1);
    if (!(dict instanceof Map) || items.length % 2 !== 0)
      throw new PickleError('an entry of what is no dict');
    for (let i = 0; i < items.length; i += 2) dict.set(items[i] ?? null, items[i + 1] ?? null);
    return true;
  }

  #put(key: number): true {
    this.#memo.set(key, this.#stack.at(-1) ?? null);
    return true;
  }

  #get(key: number): PickleValue {
    const value = this.#memo.get(key);
    if (value === undefined) throw new PickleError(`a reference to ${key}, which is not there`);
    return value;
  }

  #push(value: PickleValue): true {
    this.#stack.push(value);
    return true;
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined) throw new PickleError('its stack runs empty');
    return value;
  }

  #last(count: number): PickleValue[] {
    if (this.#stack.length < count) throw new PickleError('its stack runs empty');
    return this.#stack.splice(-count);
  }

  #sinceMark(): PickleValue[] {
    const items = this.#stack;
    const below = this.#below.pop();
    if (below === undefined) throw new PickleError('a mark is missing');
    this.#stack = below;
    return items;
  }

  #text(): string {
    const value = this.#pop();
    if (typeof value !== 'string') throw new PickleError('a name that is no text');
    return value;
  }

  #protocol(version: number): void {
    if (version < 2 || version > 5) throw new PickleError(`protocol ${version}`);
  }

  /** Little-endian. */
  #number(width: number): number {
    return this.#take(width).readUIntLE(0, width);
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw new PickleError('it ends too early');
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return text;
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new PickleError('it ends too early');
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }
}

function tuple(items: PickleValue[]): PickleTuple {
  return { kind: 'tuple', items };
}

/** A little-endian two's complement of any length. */
function long(bytes: Buffer): number {
  if (bytes.length === 0) return 0;
  const bits = BigInt.asIntN(8 * bytes.length, BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`));
  const value = Number(bits);
  if (!Number.isSafeInteger(value)) throw new PickleError(`an integer of ${bytes.length} bytes`);
  return value;
}

/** ('storage', class, key, location, elements), as torch.save names what lies beside the pickle. */
function persistent(id: PickleValue): PickleValue {
  if (!isTuple(id)) throw new PickleError('a persistent id that is no storage');
  const [word, type, key, , count] = id.items;
  if (word !== 'storage' || !isGlobal(type) || typeof key !== 'string' || typeof count !== 'number')
    throw new PickleError('a persistent id that is no storage');
  return { kind: 'storage', type: type.name, key, count };
}
