/** A document that is dragged from the list onto the question. */

const TYPE = 'application/x-grail-document';

export function carryDocument(data: DataTransfer, { id, filename }: { id: string; filename: string }): void {
  data.setData(TYPE, id);
  data.setData('text/plain', filename);
  data.effectAllowed = 'copy';
}

export function carriesDocument(data: DataTransfer): boolean {
  return data.types.includes(TYPE);
}

export function carriedDocument(data: DataTransfer): string {
  return data.getData(TYPE);
}
