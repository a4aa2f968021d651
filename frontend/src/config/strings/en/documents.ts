import { bytes, count } from '@/config/format';
import { pluralIn } from '@/config/plural';
import type { PartialReading } from '@/types/api';

const plural = pluralIn('en');

export const documents = {
  title: 'Documents',
  add: 'Add files',
  /** Where the heading says of what; part of `add`. */
  addShort: 'Add files',
  addFolder: 'Add a folder',
  webSources: 'Web sources',
  dropTitle: 'Drop files to add them',
  dropHint: (extensions: string, max: number) => `${extensions}, up to ${bytes(max)} each`,
  empty: 'No documents yet',
  emptyHint: 'Drop files here, paste them, or choose them.',
  noMatch: 'No document matches.',
  filter: 'Filter by name',
  searchInside: (words: string) => `Search inside the documents for “${words}”`,
  foundInside: (words: string) => `Inside the documents: “${words}”`,
  allTags: 'All tags',
  count: (n: number) => plural(n, { one: '# document', other: '# documents' }),
  loadFailed: 'Your documents could not be loaded.',
  quota: (documents: number, allowed: number, size: number, most: number) =>
    `${count(documents)} of ${count(allowed)} documents, ${bytes(size)} of ${bytes(most)}`,
  nearlyFull: 'Your space is nearly full. Delete documents that you no longer need.',
  tooLarge: (name: string, max: number) => `“${name}” is larger than ${bytes(max)} and was not added.`,
  isEmpty: (name: string) => `“${name}” is empty and was not added.`,
  packed: (name: string) =>
    `“${name}” holds other files. Unpack it and add the folder: each file in it becomes a document.`,
  wrongType: (name: string) => `“${name}” cannot be read. Grail does not know this kind of file.`,
  kinds: {
    html: 'web pages',
    eml: 'e-mails',
    epub: 'e-books',
    png: 'pictures',
    py: 'code',
  },
  moreKinds: 'and more',
  status: {
    uploading: 'Uploading',
    queued: 'Waiting',
    extracting: 'Reading',
    embedding: 'Understanding',
    indexing: 'Filing',
    ready: 'Ready',
    failed: 'Failed',
    deleting: 'Deleting',
  },
  waitingToUpload: 'Waiting to upload',
  uploadFailed: 'The upload was interrupted.',
  uploadRefused: 'This file could not be stored.',
  interrupted: 'The upload was interrupted. Add the file again, or delete this entry.',
  progress: (done: number, total: number) => `${count(done)} of ${count(total)}`,
  pace: (perSecond: number, minutes: number) =>
    `${count(Math.max(1, Math.round(perSecond)))} a second, about ${count(minutes)} min left`,
  pages: (n: number) => plural(n, { one: '# page', other: '# pages' }),
  partial: (partial: PartialReading): string => partial.message,
  slides: (n: number) => plural(n, { one: '# slide', other: '# slides' }),
  sheets: (n: number) => plural(n, { one: '# sheet', other: '# sheets' }),
  cancelUpload: (name: string) => `Cancel the upload of ${name}`,
  dismiss: (name: string) => `Dismiss ${name}`,
  retry: 'Retry',
  actions: (name: string) => `Actions for ${name}`,
  ask: 'Ask about this document',
  rename: 'Rename',
  renameLabel: 'Name',
  tags: 'Edit tags',
  tagsLabel: 'Tags, separated by commas',
  replace: 'Replace with a new version',
  delete: 'Delete',
  deleted: (name: string) => `“${name}” deleted.`,
  uploadsLabel: 'Uploads',
  inFolder: (folder: string) => `in ${folder}`,
  searchHits: (n: number, exact: number) =>
    exact > 0 && exact < n
      ? `${count(exact)} with these words, ${count(n - exact)} related`
      : plural(n, { one: '# passage found', other: '# passages found' }),
};

export const ingest = {
  label: 'Documents being read',
  reading: (n: number) => plural(n, { one: 'Reading # document', other: 'Reading # documents' }),
  ready: (n: number) => plural(n, { one: '# ready', other: '# ready' }),
  failed: (n: number) => plural(n, { one: '# failed', other: '# failed' }),
  minutesLeft: (n: number) => `about ${count(n)} min`,
  readyInTheEnd: (n: number) => plural(n, { one: '# document is ready.', other: '# documents are ready.' }),
  failedInTheEnd: (n: number) => plural(n, { one: '# could not be read.', other: '# could not be read.' }),
  notice: 'Notify me when all are read',
  noticeOn: 'You will be notified when all documents are read.',
  noticeRefused: 'Your browser does not allow notifications for this page. Change that in its settings.',
};

export const sameFiles = {
  title: (n: number) => plural(n, { one: 'This file is already here', other: '# files are already here' }),
  more: (n: number) => plural(n, { one: 'and # more', other: 'and # more' }),
  text: 'Replacing reads the new file in the old one’s place, and keeps its tags. Keeping both adds another document.',
  replace: 'Replace',
  keepBoth: 'Keep both',
  skip: 'Skip',
};

export const collections = {
  title: 'Collections',
  invited: 'Collections: you are invited to one',
  all: 'All collections',
  add: 'New collection',
  empty: 'No collections yet. Select documents to add them to one.',
  loadFailed: 'Your collections could not be loaded.',
  put: 'Add to a collection',
  which: 'Name of the collection, new or existing',
  takeOut: 'Take out of the collection',
  takenOut: 'Taken out of the collection.',
  ask: 'Ask within this collection',
  tooMany: 'You have as many collections as you may. Delete one first.',
  count: (n: number) => plural(n, { one: '# collection', other: '# collections' }),
  named: (name: string) => `collection “${name}”`,
  added: (name: string) => `Added to “${name}”.`,
};
