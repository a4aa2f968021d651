import type { ServiceConfig } from '@/types/api';
import { t } from '@/config/strings';

/** Files that hold other files. */
const PACKED = new Set(['zip', 'rar', '7z', 'tar', 'gz', 'tgz', 'bz2', 'xz']);

export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** Extensions may be told with or without their dot. */
function bare(extension: string): string {
  return extension.replace(/^\./, '').toLowerCase();
}

/** A file without an ending is read too; there is no name to show for it. */
function named(upload: ServiceConfig['upload']): string[] {
  return upload.extensions.map(bare).filter(Boolean);
}

export function acceptAttribute(upload: ServiceConfig['upload']): string {
  return named(upload)
    .map((extension) => `.${extension}`)
    .join(',');
}

/** As many endings are listed; of more only what people know by name. */
const LISTED = 12;

/** Names of formats that all languages share. */
const FORMATS = {
  pdf: 'PDF',
  docx: 'Word',
  pptx: 'PowerPoint',
  xlsx: 'Excel',
  odt: 'OpenDocument',
  md: 'Markdown',
};

/** What can be uploaded, in few words. */
export function kindsOf(upload: ServiceConfig['upload']): string {
  const all = named(upload);
  if (all.length <= LISTED) return extensionList(upload);
  const known = Object.entries({ ...FORMATS, ...t.documents.kinds }).filter(([extension]) =>
    all.includes(extension),
  );
  return [...known.map(([, kind]) => kind), t.documents.moreKinds].join(', ');
}

/** Every ending that can be uploaded. */
export function extensionList(upload: ServiceConfig['upload']): string {
  return named(upload)
    .map((extension) => extension.toUpperCase())
    .join(', ');
}

/** What keeps a file from being uploaded, as a sentence; null when nothing does. */
export function fileProblem(
  file: Pick<File, 'name' | 'size'>,
  upload: ServiceConfig['upload'],
): string | null {
  const extension = extensionOf(file.name);
  if (!upload.extensions.map(bare).includes(extension)) {
    if (PACKED.has(extension)) return t.documents.packed(file.name);
    return t.documents.wrongType(file.name);
  }
  if (file.size === 0) return t.documents.isEmpty(file.name);
  if (file.size > upload.max_bytes) return t.documents.tooLarge(file.name, upload.max_bytes);
  return null;
}
