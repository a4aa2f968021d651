/** Which of the files that come in are here already: by name and folder, as a person tells them apart. */
import { folderOf } from '@/features/documents/folders';
import type { Upload } from '@/features/documents/upload-queue';
import type { GrailDocument } from '@/types/api';

/** A file, and what bears its name already: a document, or an upload that has none yet. */
export interface KnownFile {
  file: File;
  documentId: string | null;
  uploadKey: string | null;
}

interface Known {
  documents: readonly GrailDocument[];
  uploads: readonly Upload[];
}

/** Where one of two folders is not told, the name alone decides. */
function sameFolder(one: string, other: string): boolean {
  return one === other || one === '' || other === '';
}

export function apart(
  files: readonly File[],
  { documents, uploads }: Known,
): { fresh: File[]; known: KnownFile[] } {
  const named = new Map<string, Omit<KnownFile, 'file'>[]>();
  const folders = new Map<Omit<KnownFile, 'file'>, string>();
  const note = (name: string, folder: string, what: Omit<KnownFile, 'file'>) => {
    const key = name.normalize('NFC');
    named.set(key, [...(named.get(key) ?? []), what]);
    folders.set(what, folder);
  };
  for (const { id, filename, folder, status } of documents)
    if (status !== 'deleting') note(filename, folder ?? '', { documentId: id, uploadKey: null });
  for (const { key, file, documentId, replaces, state } of uploads)
    if (documentId === null && replaces === null && state !== 'failed')
      note(file.name, folderOf(file), { documentId: null, uploadKey: key });

  const fresh: File[] = [];
  const known: KnownFile[] = [];
  for (const file of files) {
    const twin = named
      .get(file.name.normalize('NFC'))
      ?.find((what) => sameFolder(folders.get(what) ?? '', folderOf(file)));
    if (twin) known.push({ file, ...twin });
    else fresh.push(file);
  }
  return { fresh, known };
}

/** Names that more than one document bears: those need their folders. */
export function sharedNames(documents: readonly GrailDocument[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(
    documents.map(({ filename }) => filename).filter((name) => seen.has(name) || !seen.add(name)),
  );
}
