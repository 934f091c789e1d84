/** What a team and its threads send each other. */
import type { MemberSetup } from './member.ts';
import type { MemberMethod } from './team.ts';

export type MemberRequest =
  | { id: number; kind: 'open'; setup: MemberSetup }
  | { id: number; kind: 'call'; method: MemberMethod; args: readonly unknown[] }
  | { id: number; kind: 'close' };

/** The answer to the request of this id; errors are cloned with their message. */
export type MemberReply =
  { id: number; kind: 'result'; result: unknown } | { id: number; kind: 'error'; error: unknown };
