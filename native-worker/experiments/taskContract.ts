/** What a task process can be asked, and what it says unasked. */

export interface TaskRequests {
  run: { params: { kind: string; input: unknown; threads: number }; result: unknown };
}

/** Of the process that runs tasks. */
export interface TaskContract {
  requests: TaskRequests;
  notifications: { progress: { done: number } };
}

/** Of its parent, which asks and listens. */
export interface TaskParentContract {
  requests: object;
  notifications: object;
}
