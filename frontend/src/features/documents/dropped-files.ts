/** The files of a drop or a paste, those inside folders too. */
import { inFolder } from '@/features/documents/folders';

function readAll(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => {
    const all: FileSystemEntry[] = [];
    // One call gives a hundred entries at most: ask until there are none.
    const next = () =>
      reader.readEntries((entries) => {
        if (entries.length === 0) return resolve(all);
        all.push(...entries);
        next();
      }, reject);
    next();
  });
}

async function filesOf(entry: FileSystemEntry, folder = ''): Promise<File[]> {
  // Hidden files (.DS_Store and the like) come along with folders and are nobody's document.
  if (entry.name.startsWith('.')) return [];
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [inFolder(file, folder)];
  }
  const entries = await readAll((entry as FileSystemDirectoryEntry).createReader());
  const inside = folder === '' ? entry.name : `${folder}/${entry.name}`;
  return (await Promise.all(entries.map((inner) => filesOf(inner, inside)))).flat();
}

export async function droppedFiles(data: DataTransfer): Promise<File[]> {
  // Entries must be taken before the first await: afterwards the browser has emptied the list.
  const entries = [...data.items].map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null));
  const present = entries.filter((entry) => entry !== null);
  if (present.length === 0) return [...data.files];
  return (await Promise.all(present.map((entry) => filesOf(entry)))).flat();
}
