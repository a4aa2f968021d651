/** Uploads: a few at a time, each with its progress, each can be cancelled. */
import { createDocument, deleteDocument, replaceContent, takeOut } from '@/features/documents/documents-api';
import { forgetUpload, rememberUpload } from '@/features/documents/own-uploads';
import { UploadError, postToS3 } from '@/features/documents/s3-upload';
import type { ApiClient } from '@/lib/api-client';
import { errorText, t } from '@/config/strings';
import type { GrailDocument, UploadTarget } from '@/types/api';

/** Number of uploads that run at a time. */
const AT_ONCE = 3;

/** A collection of somebody else, to which files are added. */
export interface Destination {
  id: string;
  name: string;
}

/** What a file is to become, where that is not a new document of the person. */
export interface Purpose {
  /** The document whose content the file replaces. */
  replaces?: string | null;
  into?: Destination | null;
}

export interface Upload extends Required<Purpose> {
  key: string;
  file: File;
  /** Null until the service has created the document. */
  documentId: string | null;
  state: 'waiting' | 'sending' | 'failed';
  /** 0 to 1. */
  sent: number;
  problem: string | null;
}

export class UploadQueue {
  #uploads: readonly Upload[] = [];
  #aborts = new Map<string, AbortController>();
  #listeners = new Set<() => void>();
  #api: ApiClient;
  #onDocument: (document: GrailDocument, into: Destination | null) => void;
  #onDropped: (documentId: string, into: Destination | null) => void;
  #destination: Destination | null = null;

  constructor(
    api: ApiClient,
    onDocument: (document: GrailDocument, into: Destination | null) => void,
    onDropped: (documentId: string, into: Destination | null) => void,
  ) {
    this.#api = api;
    this.#onDocument = onDocument;
    this.#onDropped = onDropped;
  }

  /** Where files go that are dropped or pasted; null is the person's own list. */
  get destination(): Destination | null {
    return this.#destination;
  }

  /** Has files that are dropped or pasted go there until the returned function is called. */
  aimAt(destination: Destination): () => void {
    this.#destination = destination;
    return () => (this.#destination = null);
  }

  getState = (): readonly Upload[] => this.#uploads;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(files: readonly File[], { replaces = null, into = null }: Purpose = {}): void {
    const fresh = files.map((file): Upload => ({
      key: crypto.randomUUID(),
      file,
      replaces,
      into,
      documentId: null,
      state: 'waiting',
      sent: 0,
      problem: null,
    }));
    this.#set([...fresh, ...this.#uploads]);
    this.#startNext();
  }

  /** Cancels an upload, and deletes the document that was created for it. */
  cancel(key: string): void {
    const upload = this.#find(key);
    this.#aborts.get(key)?.abort();
    this.#forget(key);
    if (upload?.documentId && upload.replaces === null) void this.#discard(upload.documentId, upload.into);
    this.#startNext();
  }

  retry(key: string): void {
    const upload = this.#find(key);
    if (!upload) return;
    this.cancel(key);
    this.add([upload.file], upload);
  }

  cancelAll(): void {
    for (const upload of this.#uploads) this.#aborts.get(upload.key)?.abort();
    this.#set([]);
  }

  #startNext(): void {
    const sending = this.#uploads.filter((upload) => upload.state === 'sending').length;
    // The oldest first: new ones are shown, and so stand, at the head.
    const waiting = this.#uploads.filter((upload) => upload.state === 'waiting').reverse();
    for (const upload of waiting.slice(0, Math.max(0, AT_ONCE - sending))) void this.#send(upload);
  }

  async #send(upload: Upload): Promise<void> {
    const { key, file, replaces, into } = upload;
    const abort = new AbortController();
    this.#aborts.set(key, abort);
    this.#change(key, { state: 'sending' });
    try {
      const target = await this.#target(upload);
      if (abort.signal.aborted) return void (replaces === null && this.#discard(target.document.id, into));
      this.#change(key, { documentId: target.document.id });
      this.#onDocument(target.document, into);
      rememberUpload(target.document.id);
      await postToS3(target.upload, file, (sent) => this.#change(key, { sent }), abort.signal);
      forgetUpload(target.document.id);
      this.#forget(key);
    } catch (error) {
      if (!abort.signal.aborted) this.#change(key, { state: 'failed', problem: sentence(error) });
    } finally {
      this.#startNext();
    }
  }

  #target({ file, replaces, into }: Upload): Promise<UploadTarget> {
    return replaces === null
      ? createDocument(this.#api, file, into?.id)
      : replaceContent(this.#api, replaces, file);
  }

  async #discard(documentId: string, into: Destination | null): Promise<void> {
    // If this fails, the service's sweep finds a document without a file.
    const deletion = into ? takeOut(this.#api, into.id, documentId) : deleteDocument(this.#api, documentId);
    if (into === null) this.#onDropped(documentId, into);
    await deletion.catch(() => undefined);
    if (into !== null) this.#onDropped(documentId, into);
  }

  #find(key: string): Upload | undefined {
    return this.#uploads.find((upload) => upload.key === key);
  }

  #change(key: string, change: Partial<Upload>): void {
    this.#set(this.#uploads.map((upload) => (upload.key === key ? { ...upload, ...change } : upload)));
  }

  #forget(key: string): void {
    this.#aborts.delete(key);
    this.#set(this.#uploads.filter((upload) => upload.key !== key));
  }

  #set(uploads: readonly Upload[]): void {
    this.#uploads = uploads;
    for (const listener of this.#listeners) listener();
  }
}

function sentence(error: unknown): string {
  if (error instanceof UploadError) {
    return error.code === 'refused' ? t.documents.uploadRefused : t.documents.uploadFailed;
  }
  return errorText(error);
}
