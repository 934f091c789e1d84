/** The thread's side of a member: does what it is asked, one request after the other, and ends when it is closed. */
import type { MessagePort } from 'node:worker_threads';
import { callMember } from './callMember.ts';
import { Member } from './member.ts';
import { movedByReply, type MemberReply, type MemberRequest } from './memberMessages.ts';

export function serveMember(port: MessagePort): void {
  let member: Member | null = null;
  const answer = async (request: MemberRequest): Promise<unknown> => {
    switch (request.kind) {
      case 'open':
        member = await Member.open(request.setup);
        return null;
      case 'call': {
        if (!member) throw new Error('The worker was asked before it was opened.');
        return callMember(member, request.method, request.args);
      }
      case 'close':
        await member?.dispose();
        // Once the answer has been sent.
        setImmediate(() => {
          port.close();
        });
        return null;
      default:
        return request satisfies never;
    }
  };
  port.on('message', (request: MemberRequest) => {
    const { id } = request;
    answer(request).then(
      (result) => {
        port.postMessage({ id, kind: 'result', result } satisfies MemberReply, movedByReply(request, result));
      },
      (error: unknown) => {
        port.postMessage({ id, kind: 'error', error } satisfies MemberReply);
      },
    );
  });
}
