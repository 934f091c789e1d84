/** Calls a method of a member by its name, as messages do. */
import type { Member } from './member.ts';
import type { MemberMethod } from './team.ts';

export function callMember(member: Member, method: MemberMethod, args: readonly unknown[]): unknown {
  const methods = member as unknown as Record<MemberMethod, (...args: readonly unknown[]) => unknown>;
  return methods[method](...args);
}
