/** What a file is by its name's ending, as roughly as people tell kinds of files apart. */

const FAMILIES = {
  pdf: ['pdf'],
  text: ['doc', 'docx', 'odt', 'rtf', 'epub', 'pages'],
  sheet: ['xls', 'xlsx', 'ods', 'csv', 'tsv', 'numbers'],
  slides: ['ppt', 'pptx', 'odp', 'key'],
  web: ['html', 'htm', 'xhtml', 'mhtml', 'mht', 'xml', 'json'],
  mail: ['eml', 'msg', 'mbox'],
  picture: ['png', 'jpg', 'jpeg', 'tif', 'tiff', 'gif', 'webp', 'bmp'],
} as const;

export type FileFamily = keyof typeof FAMILIES | 'other';

export function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

export function familyOf(name: string): FileFamily {
  const ending = endingOf(name);
  const families = Object.entries(FAMILIES) as [FileFamily, readonly string[]][];
  return families.find(([, endings]) => endings.includes(ending))?.[0] ?? 'other';
}
