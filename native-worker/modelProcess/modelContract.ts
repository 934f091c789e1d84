/** What the model process answers: everything that needs onnxruntime outside a training job. */
import type { EngineRequests } from '../../protocol/engineMethods.ts';
import type { HookPoint, ModelSummary } from '../../protocol/model.ts';

export interface ModelContract {
  requests: {
    'model/summary': { params: { folder: string }; result: ModelSummary };
    /** Any hook point, `tensor:<name>` too; unknown names are refused with the nearest known ones. */
    'model/hookPoint': { params: { folder: string; name: string }; result: HookPoint };
    'model/preset': EngineRequests['training/preset'];
    'model/probe': EngineRequests['devices/probe'];
  };
  notifications: object;
}

/** The engine asks and says nothing unasked. */
export interface ModelClientContract {
  requests: object;
  notifications: object;
}
