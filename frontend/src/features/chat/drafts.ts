/** Half-written questions outlive a reload, apart for each owner and conversation. */

const PREFIX = 'grail.draft.';

function key(ownerId: string, thread: string): string {
  return `${PREFIX}${ownerId}.${thread}`;
}

export function readDraft(ownerId: string, thread: string): string {
  try {
    return localStorage.getItem(key(ownerId, thread)) ?? '';
  } catch {
    return ''; // Storage may be forbidden: drafts are a comfort, not a need.
  }
}

export function writeDraft(ownerId: string, thread: string, text: string): void {
  try {
    if (text) localStorage.setItem(key(ownerId, thread), text);
    else localStorage.removeItem(key(ownerId, thread));
  } catch {
    // As above; a full storage must not keep anyone from typing.
  }
}

/** Deletes all drafts at sign-out, so that nothing typed stays on the machine. */
export function forgetDrafts(): void {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  } catch {
    // As above.
  }
}
