import { describe, expect, it } from 'vitest';
import { readPickle } from '../../../../native-worker/sae/formats/foreign/pickle.ts';

const text = (value: string): string => `X${String.fromCharCode(value.length, 0, 0, 0)}${value}`;
const pickle = (body: string): Buffer => Buffer.from(`\x80\x02${body}.`, 'latin1');

describe('a pickle', () => {
  it('is read as data: numbers, text, tuples, lists and dicts', () => {
    const body = `}(${text('a')}K\x07${text('b')}(J\xff\xff\xff\xffG\x3f\xf8\0\0\0\0\0\0\x88N\x8a\x02\x01\x01t${text('c')}]K\x01au`;
    expect(readPickle(pickle(body))).toEqual(
      new Map<string, unknown>([
        ['a', 7],
        ['b', { kind: 'tuple', items: [-1, 1.5, true, null, 257] }],
        ['c', [1]],
      ]),
    );
  });

  it('keeps what it remembers one and the same', () => {
    const value = readPickle(pickle('](]q\x00h\x00e'));
    expect(value).toEqual([[], []]);
    const [first, second] = value as unknown[];
    expect(first).toBe(second);
  });

  it('that shares lists sixty levels deep takes sixty steps, not two to the sixty', () => {
    const levels = Array.from(
      { length: 60 },
      (_, i) => `q${String.fromCharCode(i)}](h${String.fromCharCode(i)}h${String.fromCharCode(i)}e`,
    );
    expect(Array.isArray(readPickle(pickle(`]${levels.join('')}`)))).toBe(true);
  });

  it.each([
    ['os.system by GLOBAL and REDUCE', `cos\nsystem\n(${text('echo harm')}tR`, "it would call 'os.system'"],
    [
      'builtins.eval by STACK_GLOBAL',
      `${text('builtins')}${text('eval')}\x93(${text('1')}tR`,
      "it would call 'builtins.eval'",
    ],
    [
      'torch.load again',
      `ctorch.storage\n_load_from_bytes\n(${text('x')}tR`,
      'torch.storage._load_from_bytes',
    ],
    ['an instance by INST', '(ios\nsystem\n', 'opcode 0x69'],
    ['an instance by NEWOBJ', 'cos\nsystem\n)\x81', 'opcode 0x81'],
    ['an extension', '\x82\x01', 'opcode 0x82'],
    ['a call of a number', 'K\x01)R', 'a call of what is no name'],
    ['an empty stack', '', 'its stack runs empty'],
    ['a mark that is missing', 't', 'a mark is missing'],
    ['a reference to nothing', 'h\x07', 'a reference to 7'],
    ['text longer than the file', 'X\xff\xff\xff\x7fabc', 'it ends too early'],
    ['an integer of 200 bytes', `\x8a\xc8${'\x7f'.repeat(200)}`, 'an integer of 200 bytes'],
    [
      'a tensor without a storage',
      `ctorch._utils\n_rebuild_tensor_v2\n(K\x01K\x00))tR`,
      'a tensor in it is malformed',
    ],
    ['a persistent id that is none', 'K\x01Q', 'a persistent id that is no storage'],
  ])('with %s is refused', (_name, body, message) => {
    expect(() => readPickle(pickle(body))).toThrow(message);
  });
});
