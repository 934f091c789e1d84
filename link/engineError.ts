/**
 * Errors as they cross links: {code, message, stack?}. A named error of any folder gets its code from the table below, so that
 * low layers need not know the protocol; a class without an entry is `internal`, which asks for a report.
 */
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import type { ErrorCode, WireErrorData } from '../protocol/engineMethods.ts';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const CODES = new Set<string>([
  'invalidRequest',
  'notFound',
  'badModel',
  'badCorpus',
  'badRun',
  'deviceUnavailable',
  'busy',
  'cancelled',
  'diskFull',
  'accessDenied',
  'unreachable',
  'processDied',
  'internal',
] satisfies ErrorCode[]);

/** Class name of an error to its code. An error may also carry `code` itself. */
const CODE_OF_CLASS: Readonly<Record<string, ErrorCode>> = {
  ZodError: 'invalidRequest',
  NotEnoughActivationsError: 'invalidRequest',
  TokenBatchError: 'invalidRequest',
  InvalidSelectionError: 'invalidRequest',
  ContextTooSmallError: 'invalidRequest',
  EmptyPromptError: 'invalidRequest',
  NoMedianNormError: 'invalidRequest',
  NonFiniteLogitsError: 'badModel',
  UnchangeableTensorError: 'badModel',
  UnknownElementTypeError: 'badModel',
  UnknownSteeredFeatureError: 'notFound',
  UnknownHookPointError: 'notFound',
  UnknownTensorError: 'notFound',
  UnknownFeatureError: 'notFound',
  NoIndexError: 'notFound',
  ModelFolderError: 'badModel',
  OnnxFileError: 'badModel',
  TapShapeError: 'badModel',
  UnknownWidthError: 'badModel',
  UnsupportedInputError: 'badModel',
  UnembeddingError: 'badModel',
  NonFiniteActivationError: 'badModel',
  NonFiniteOutputError: 'badModel',
  OutputShapeError: 'badModel',
  TokenizerError: 'badModel',
  TokenizerNotFoundError: 'badModel',
  BadTokenizerError: 'badModel',
  UnsupportedTokenizerError: 'badModel',
  BadCorpusError: 'badCorpus',
  EmptyCorpusError: 'badCorpus',
  MissingColumnError: 'badCorpus',
  UnreadableCorpusError: 'badCorpus',
  CheckpointDamagedError: 'badRun',
  CorruptIndexError: 'badRun',
  SaelensFolderError: 'badRun',
  SafetensorsError: 'badRun',
  SourcePositionError: 'badRun',
  DeviceUnavailableError: 'deviceUnavailable',
};

/** An errno on its own tells users little; these two they can act on. */
const CODE_OF_ERRNO: Readonly<Record<string, ErrorCode>> = { ENOSPC: 'diskFull', EDQUOT: 'diskFull' };

export function errorCodeOf(error: unknown): ErrorCode {
  if (!(error instanceof Error)) return 'internal';
  const own = 'code' in error ? error.code : undefined;
  if (typeof own === 'string') {
    if (isErrorCode(own)) return own;
    const errno = CODE_OF_ERRNO[own];
    if (errno !== undefined) return errno;
  }
  return CODE_OF_CLASS[error.name] ?? 'internal';
}

export function isErrorCode(code: string): code is ErrorCode {
  return CODES.has(code);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function toResponseError(error: unknown): ResponseError<WireErrorData> {
  const data: WireErrorData = { code: errorCodeOf(error) };
  if (error instanceof Error && error.stack !== undefined) data.stack = error.stack;
  return new ResponseError(ErrorCodes.InternalError, messageOf(error), data);
}

/** The error a caller sees: the remote's code and message, its stack below the local one. */
export function fromRemote(error: unknown): Error {
  if (!(error instanceof ResponseError)) return error instanceof Error ? error : new Error(String(error));
  const data: unknown = error.data;
  const result = new EngineError(remoteCode(error, data), error.message, { cause: error });
  if (isRecord(data) && typeof data['stack'] === 'string') {
    result.stack = `${result.stack ?? result.message}\n    --- in the other process ---\n${data['stack']}`;
  }
  return result;
}

function remoteCode(error: ResponseError<unknown>, data: unknown): ErrorCode {
  if (isRecord(data) && typeof data['code'] === 'string' && isErrorCode(data['code'])) return data['code'];
  switch (error.code) {
    case ErrorCodes.MethodNotFound:
    case ErrorCodes.InvalidParams:
      return 'invalidRequest';
    case ErrorCodes.PendingResponseRejected:
    case ErrorCodes.MessageWriteError:
    case ErrorCodes.ConnectionInactive:
      return 'processDied';
    default:
      return 'internal';
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
