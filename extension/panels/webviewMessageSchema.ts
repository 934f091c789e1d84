/** Checks what a webview sends before the host acts on it. Engine parameters are checked by the engine itself. */
import * as z from 'zod';
import { syntheticRequestSchema } from '../commands/experiments/syntheticRequest.ts';
import {
  WEBVIEW_ENGINE_METHODS,
  type HostMethod,
  type HostRequests,
  type WebviewState,
} from '../../protocol/webviewMessages.ts';

const index = z.number().int().nonnegative();
const range = z.object({ start: index, end: index }).nullable();

/** Parameters of each request that the host itself answers. */
export const hostParams = {
  'host/openSource': z.object({ runId: z.string(), source: z.string(), range }),
  'host/highlightFeature': z.object({ featureIndex: index.nullable() }),
  'host/attribute': z.object({
    token: z.object({ start: index, end: index }),
    asked: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('this') }),
      z.object({ kind: z.literal('next'), id: index.nullable() }),
    ]),
    scope: z.enum(['position', 'context']),
  }),
  'host/openFeature': z.object({ runId: z.string(), index }),
  'host/insertText': z.object({ text: z.string() }),
  'host/copy': z.object({ text: z.string() }),
  'host/executeCommand': z.object({
    command: z.string().regex(/^monosema\.\w+$/, 'Webviews may run commands of this extension only.'),
    args: z.array(z.unknown()),
  }),
} satisfies { [M in HostMethod]: z.ZodType<HostRequests[M]['params']> };

const id = z.number();

export const webviewMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('request'), id, method: z.enum(WEBVIEW_ENGINE_METHODS), params: z.unknown() }),
  z.object({
    kind: z.literal('hostRequest'),
    id,
    method: z.enum(Object.keys(hostParams) as [HostMethod, ...HostMethod[]]),
    params: z.unknown(),
  }),
]);

/** State of a panel that VS Code brings back after a reload. */
export const panelState = z.discriminatedUnion('view', [
  z.object({
    view: z.literal('explorer'),
    runId: z.string().nullable(),
    featureIndex: index.nullable(),
    query: z.string(),
  }),
  z.object({ view: z.literal('training'), runId: z.string() }),
  z.object({
    view: z.literal('hookPicker'),
    folder: z.string(),
    hookPoints: z.array(z.string()),
    recommended: z.string().nullable(),
    inFlow: z.boolean(),
  }),
  z.object({
    view: z.literal('steering'),
    runId: z.string(),
    featureIndex: index.nullable(),
    prompt: z.string().nullable(),
  }),
  z.object({
    view: z.literal('experiment'),
    folder: z.string(),
    request: syntheticRequestSchema.nullable(),
  }),
]) satisfies z.ZodType<Exclude<WebviewState, { view: 'inspector' }>>;

export type PanelState = z.infer<typeof panelState>;
