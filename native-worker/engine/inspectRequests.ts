/** Placeholder until inspection/ exists. */
import type { CancellationToken } from 'vscode-jsonrpc/node';
import type { InspectRequest, InspectResult } from '../../protocol/inspection.ts';
import { EngineError } from '../../link/engineError.ts';
import type { ModelProcess } from '../modelProcess/modelProcess.ts';
import type { RunStore } from '../runs/runStore.ts';
import type { FeatureRequests } from './featureRequests.ts';

export class InspectRequests {
  constructor(_process: ModelProcess, _store: RunStore, _features: FeatureRequests) {}
  text(_request: InspectRequest, _token: CancellationToken): Promise<InspectResult> {
    return Promise.reject(new EngineError('internal', 'Inspection is not wired yet.'));
  }
}
