/** All workers in this thread, one after the other: for tests, which want many small teams. */
import { callMember } from './callMember.ts';
import { Member, type MemberSetup } from './member.ts';
import type { MemberArguments, MemberMethod, MemberResult, Team } from './team.ts';

export class InlineTeam implements Team {
  readonly members: number;
  readonly #all: Member[];

  static async open(setup: Omit<MemberSetup, 'member'>): Promise<InlineTeam> {
    const all: Member[] = [];
    for (let member = 0; member < setup.members; member++) all.push(await Member.open({ ...setup, member }));
    return new InlineTeam(all);
  }

  private constructor(all: Member[]) {
    this.#all = all;
    this.members = all.length;
  }

  async all<N extends MemberMethod>(method: N, ...args: MemberArguments<N>): Promise<MemberResult<N>[]> {
    const results: MemberResult<N>[] = [];
    for (let member = 0; member < this.members; member++) {
      results.push(await this.one(member, method, ...args));
    }
    return results;
  }

  async one<N extends MemberMethod>(
    member: number,
    method: N,
    ...args: MemberArguments<N>
  ): Promise<MemberResult<N>> {
    const target = this.#all[member];
    if (!target) throw new RangeError(`There is no worker ${member}.`);
    return (await callMember(target, method, args)) as MemberResult<N>;
  }

  async dispose(): Promise<void> {
    // Let go of as well: whoever still holds the backend must not hold its memory.
    for (const member of this.#all.splice(0)) await member.dispose();
  }
}
