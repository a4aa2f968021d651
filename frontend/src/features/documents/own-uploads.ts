/** The documents whose files this tab was sending, over a reload: it alone can know that such an upload was cut. */

const KEY = 'grail.uploads';

function read(): string[] {
  try {
    return (sessionStorage.getItem(KEY) ?? '').split(' ').filter(Boolean);
  } catch {
    return []; // Storage may be forbidden: then the service says in the end that the file never came.
  }
}

function write(ids: readonly string[]): void {
  try {
    sessionStorage.setItem(KEY, ids.join(' '));
  } catch {
    // As above.
  }
}

export function rememberUpload(documentId: string): void {
  write([...read(), documentId]);
}

export function forgetUpload(documentId: string): void {
  write(read().filter((id) => id !== documentId));
}

/** Whether this tab began to send a document's file and did not come to its end. */
export function wasSending(documentId: string): boolean {
  return read().includes(documentId);
}
