/** What is being uploaded and read at a time, as one: how far it is, and how it ends. */
import type { QueryClient } from '@tanstack/react-query';
import { DOCUMENTS, isBusy } from '@/features/documents/documents-cache';
import { begun, paceOf, type Seen } from '@/features/documents/pace';
import { wasSending } from '@/features/documents/own-uploads';
import type { Upload, UploadQueue } from '@/features/documents/upload-queue';
import { flatten, type Paged } from '@/lib/paged';
import type { DocumentStatus, GrailDocument } from '@/types/api';

export interface Batch {
  /** Documents and uploads in it. */
  total: number;
  ready: number;
  failed: number;
  /** 0 to 1. */
  part: number;
  /** Null until a pace is seen. */
  secondsLeft: number | null;
  /** Why documents wait: each sentence once. */
  notes: readonly string[];
}

/** How a batch ended. */
export interface BatchEnd {
  ready: number;
  failed: number;
  /** Milliseconds that it took. */
  took: number;
}

/** How much of a document's way lies behind it when it enters a state, and the part that the state itself takes. */
const WAY: Record<DocumentStatus, readonly [number, number]> = {
  uploading: [0, 0],
  queued: [0.1, 0],
  extracting: [0.15, 0.2],
  embedding: [0.35, 0.55],
  indexing: [0.95, 0],
  ready: [1, 0],
  failed: [1, 0],
  deleting: [1, 0],
};

function partOf({ status, progress }: GrailDocument): number {
  const [before, own] = WAY[status];
  return before + (progress && progress.total > 0 ? (own * progress.done) / progress.total : 0);
}

/** The document that an upload belongs to; until it has one, a name of its own. */
function idOf(upload: Upload): string {
  return upload.documentId ?? upload.replaces ?? `upload ${upload.key}`;
}

function busyIds(documents: readonly GrailDocument[], uploads: readonly Upload[]): Set<string> {
  const sending = uploads.filter(({ state }) => state !== 'failed').map(idOf);
  const failed = new Set(uploads.filter(({ state }) => state === 'failed').map(idOf));
  // Of a file that nobody sends any more nothing will come by itself.
  const cut = ({ id, status }: GrailDocument) =>
    failed.has(id) || (status === 'uploading' && wasSending(id) && !sending.includes(id));
  const read = documents.filter((document) => isBusy(document) && !cut(document)).map(({ id }) => id);
  return new Set([...sending, ...read]);
}

interface Look {
  documents: readonly GrailDocument[];
  uploads: readonly Upload[];
}

/** The members of a batch, of those that were in it before and are still there, and those that are busy now. */
export function membersOf(before: ReadonlySet<string>, { documents, uploads }: Look) {
  const busy = busyIds(documents, uploads);
  const listed = new Set(documents.map(({ id }) => id));
  const members = new Set([...[...before].filter((id) => listed.has(id)), ...busy]);
  return { members, over: busy.size === 0 };
}

export function batchOf(
  members: ReadonlySet<string>,
  { documents, uploads }: Look,
): Omit<Batch, 'secondsLeft'> {
  const sending = new Set(uploads.map(idOf));
  const listed = documents.filter(({ id }) => members.has(id));
  // A document that gets a new version is ready until the new file has arrived.
  const settled = (status: DocumentStatus) =>
    listed.filter((document) => document.status === status && !sending.has(document.id)).length;
  const parts = listed.map((document) => (sending.has(document.id) ? 0 : partOf(document)));
  const waiting = listed.filter(({ status, note }) => status === 'queued' && note);
  return {
    total: members.size,
    ready: settled('ready'),
    failed: settled('failed'),
    part: members.size === 0 ? 0 : parts.reduce((sum, part) => sum + part, 0) / members.size,
    notes: [...new Set(waiting.map(({ note }) => note ?? ''))],
  };
}

/** Follows the lists of documents and uploads of a session. */
export class IngestBatches {
  #members: ReadonlySet<string> = new Set();
  #state: Batch | null = null;
  #began = 0;
  #first: Seen | null = null;
  #listeners = new Set<() => void>();
  #endListeners = new Set<(end: BatchEnd) => void>();

  /** Looks on until the returned function is called. */
  follow = (client: QueryClient, uploads: UploadQueue): (() => void) => {
    const look = () =>
      this.look({
        documents: flatten(client.getQueryData<Paged<GrailDocument>>(DOCUMENTS)),
        uploads: uploads.getState(),
      });
    const offUploads = uploads.subscribe(look);
    const offDocuments = client
      .getQueryCache()
      .subscribe(({ query, type }) => type === 'updated' && query.queryKey[0] === DOCUMENTS[0] && look());
    return () => {
      offUploads();
      offDocuments();
    };
  };

  /** Null while nothing is being read. */
  getState = (): Batch | null => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  onEnd = (listener: (end: BatchEnd) => void): (() => void) => {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  };

  look(now: Look, at = Date.now()): void {
    const { members, over } = membersOf(this.#members, now);
    if (this.#members.size === 0 && over) return;
    if (this.#members.size === 0) this.#began = at;
    this.#members = over ? new Set() : members;
    const batch = batchOf(members, now);
    this.#state = over ? null : { ...batch, secondsLeft: this.#secondsLeft(batch, at) };
    if (over) this.#first = null;
    for (const listener of this.#listeners) listener();
    if (over && batch.ready + batch.failed > 0) {
      const end = { ready: batch.ready, failed: batch.failed, took: at - this.#began };
      for (const listener of this.#endListeners) listener(end);
    }
  }

  #secondsLeft({ part, total }: Omit<Batch, 'secondsLeft'>, at: number): number | null {
    const seen: Seen = { step: String(total), done: part * 1_000, total: 1_000, at };
    this.#first = begun(this.#first ?? seen, seen);
    return paceOf(this.#first, seen)?.secondsLeft ?? null;
  }
}
