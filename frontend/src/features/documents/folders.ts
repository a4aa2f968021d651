/** Which folder a file was chosen in: the browser tells it apart from the file, or not at all. */

const folders = new WeakMap<File, string>();

export function inFolder(file: File, folder: string): File {
  if (folder !== '') folders.set(file, folder);
  return file;
}

/** Names of folders with slashes between them; empty where the file was chosen by itself. */
export function folderOf(file: File): string {
  return folders.get(file) ?? (file.webkitRelativePath || '').split('/').slice(0, -1).join('/');
}
