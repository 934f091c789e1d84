/** The workers of a sparse backend. Phases are barriers: `all` resolves when every worker is done. */
import type { Member } from './member.ts';

/** What can be asked of a member; arguments and results survive structured cloning. */
export type MemberMethod = {
  [N in keyof Member]: Member[N] extends (...args: never[]) => unknown ? N : never;
}[keyof Member];

export type MemberArguments<N extends MemberMethod> = Parameters<Member[N]>;
export type MemberResult<N extends MemberMethod> = Awaited<ReturnType<Member[N]>>;

export interface Team {
  readonly members: number;
  /** @throws what a worker throws; the others have then finished the phase too */
  all<N extends MemberMethod>(method: N, ...args: MemberArguments<N>): Promise<MemberResult<N>[]>;
  one<N extends MemberMethod>(
    member: number,
    method: N,
    ...args: MemberArguments<N>
  ): Promise<MemberResult<N>>;
  dispose(): Promise<void>;
}
