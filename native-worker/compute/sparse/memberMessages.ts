/** What a team and its threads send each other. */
import type { MemberSetup } from './member.ts';
import type { MemberArguments, MemberMethod, MemberResult } from './team.ts';

export type MemberRequest =
  | { id: number; kind: 'open'; setup: MemberSetup }
  | { id: number; kind: 'call'; method: MemberMethod; args: readonly unknown[] }
  | { id: number; kind: 'close' };

/** The answer to the request of this id; errors are cloned with their message. */
export type MemberReply =
  { id: number; kind: 'result'; result: unknown } | { id: number; kind: 'error'; error: unknown };

/** Large arrays that are a request's alone: they move to the thread instead of being copied twice. */
export function movedByRequest(request: MemberRequest): ArrayBuffer[] {
  const writes = request.kind === 'call' && request.method === 'write';
  return writes ? [bufferOf((request.args as MemberArguments<'write'>)[2])] : [];
}

/** Likewise of the answer. */
export function movedByReply(request: MemberRequest, result: unknown): ArrayBuffer[] {
  if (request.kind !== 'call') return [];
  switch (request.method) {
    case 'read':
      return [bufferOf(result as MemberResult<'read'>)];
    case 'preActivations':
      return (result as MemberResult<'preActivations'>).map(({ u }) => bufferOf(u));
    default:
      return [];
  }
}

function bufferOf({ buffer }: Float32Array): ArrayBuffer {
  return buffer as ArrayBuffer;
}
