/** Getting a model from a hub. Nothing of this happens unless the user asks for it: these are the only requests that use the network. */

/** A model of the short list. What the hub says when asked counts; this is for choosing before anything is asked. */
export interface ModelOffer {
  /** `owner/name` on the hub. */
  repository: string;
  name: string;
  parameters: number;
  /** As the model's card names it. */
  licence: string;
  /** Of the weights in fp32. */
  approximateBytes: number;
  /** Trained on text only, not tuned to chat. */
  isBase: boolean;
}

export interface ModelLicence {
  /** As the card names it, as `apache-2.0`; null where it names none. */
  id: string | null;
  /** Where to read it. */
  url: string;
  /** The repository whose card names it, where that is another: the model that this one was converted from. */
  from: string | null;
}

/** What lies in a variant's folder already: nothing; a part of it; all of it; another commit's; somebody else's files. */
export type VariantPresence = 'nothing' | 'part' | 'whole' | 'otherCommit' | 'taken';

/** One .onnx file of a repository with all that it needs. */
export interface ModelVariant {
  /** `fp32`, `fp16`, `q8`, `q4`…, or the folder that the file lies in. */
  precision: string;
  /** Its path in the repository. */
  onnxFile: string;
  /** Of all files together. */
  bytes: number;
  /** Of those, how many are there already. */
  bytesThere: number;
  /** Absolute path of where it goes. */
  folder: string;
  presence: VariantPresence;
}

export interface RepositoryListing {
  repository: string;
  /** As asked for. */
  revision: string;
  /** 40 hexadecimal digits: what `revision` is at this moment. */
  commit: string;
  /** Its page, for people. */
  url: string;
  licence: ModelLicence;
  /** Its owner lets in only those who accepted the terms on its page. */
  gated: boolean;
  /** The best for our purpose first. */
  variants: ModelVariant[];
  /** Why it cannot be used, and what to do; null where it can. */
  problem: string | null;
  /** Repositories that hold the same model as ONNX, by their names; only where this one holds none. */
  twins: string[];
  warnings: string[];
  /** On the disk that the models go to; null where the system does not say. */
  freeBytes: number | null;
}

export interface InspectRepositoryRequest {
  /** `owner/name`, or the address of its page. */
  repository: string;
  /** Branch, tag or commit; null: that of the address, else `main`. */
  revision: string | null;
  /** Access token of the hub; without one, what the environment names is used. Sent only to repositories that ask for one. */
  token?: string;
}

export interface DownloadRequest extends InspectRepositoryRequest {
  /** Null: the first variant. */
  precision: string | null;
  /** Absolute path; null: the variant's own. */
  folder: string | null;
  /** `id` of the licence that the user was shown; refused where the hub names another by now. */
  licence: string | null;
}

export interface DownloadProgress {
  repository: string;
  folder: string;
  /** `checking`: reading what is there; `waiting`: before the next try, `problem` says why. */
  phase: 'checking' | 'downloading' | 'waiting';
  file: string;
  bytes: number;
  totalBytes: number;
  bytesPerSecond: number | null;
  secondsLeft: number | null;
  problem: string | null;
}

export interface DownloadedModel {
  folder: string;
  repository: string;
  commit: string;
  precision: string;
  bytes: number;
  /** Nothing had to be fetched. */
  wasThere: boolean;
}
