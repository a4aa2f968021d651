import { count } from '@/config/format';

export const arranging = {
  title: 'Sort and group',
  sorts: {
    newest: 'Newest first',
    oldest: 'Oldest first',
    name: 'By name',
    size: 'Largest first',
    kind: 'By kind of file',
  },
  groups: {
    none: 'No groups',
    tag: 'Group by tag',
    status: 'Group by status',
    folder: 'Group by folder',
  },
  noTag: 'Without a tag',
  noFolder: 'Added alone',
  beingRead: 'Being read',
};

export const selection = {
  title: 'Selected documents',
  select: (name: string) => `Select ${name}`,
  one: 'Select',
  all: 'Select all',
  none: 'Clear the selection',
  selected: (n: number) => `${count(n)} selected`,
  ask: 'Ask',
  tag: 'Add tags',
  tags: 'Tags to add, separated by commas',
  tagged: 'Tags added',
  deleted: 'Deleted',
};

export const prompts = {
  title: 'Saved prompts',
  where: 'They are kept in this browser alone. Type “/” in the question field to use one.',
  notKept: 'This browser does not let the page keep prompts.',
  manage: 'Manage saved prompts…',
  menus: {
    document: 'Documents and tags',
    prompt: 'Prompts',
  },
  save: 'Save as a prompt',
  add: 'New prompt',
  edit: (name: string) => `Edit ${name}`,
  remove: (name: string) => `Delete ${name}`,
  name: 'Short name',
  text: 'Question',
  busy: 'An answer is being written. Wait for its end, or stop it first.',
};

export const palette = {
  title: 'Go to or do',
  field: 'Search conversations, documents and actions',
  actions: 'Actions',
  conversations: 'Conversations',
  documents: 'Documents to read',
  none: 'Nothing matches.',
  help: '↑ ↓ choose, Enter opens, Esc closes.',
};

export const view = {
  textSize: 'Text size',
  sizes: {
    small: 'Small',
    normal: 'Normal',
    large: 'Large',
  },
  width: 'Width of the conversation',
  widths: {
    narrow: 'For reading',
    wide: 'Wide',
  },
};

export const following = {
  title: 'Ask next',
  questions: 'Versions of this question',
  earlier: 'Earlier version',
  later: 'Later version',
};

export const notes = {
  title: 'Notes',
  add: 'New note',
  search: 'Search notes',
  empty: 'Keep an answer by the bookmark below it, or write a note of your own.',
  loadFailed: 'Your notes could not be loaded.',
  words: 'Your own words',
  keep: 'Keep this answer',
  kept: 'Kept in your notes.',
  deleted: 'Taken out of your notes.',
  more: 'Show the whole answer',
  less: 'Show less',
  conversation: 'Open the conversation',
  edit: 'Edit your own words',
  copy: 'Copy this note',
  remove: 'Delete this note',
  full: 'You keep as many notes as you may. Delete some first.',
  tooLong: 'This answer is too long to be kept.',
};

export const folders = {
  move: 'Move to a folder…',
  name: 'Folder’s name; empty for none',
  rename: 'Rename the folder',
  actions: (name: string) => `Actions for the folder ${name}`,
  dissolve: 'Dissolve the folder',
};

export const pins = {
  pin: 'Pin to the top',
  unpin: 'Unpin',
  pinned: 'Pinned',
  html: 'Export as a web page',
};

export const everywhere = {
  title: 'Sessions',
  text: 'You may be signed in in other browsers and on other devices too.',
  act: 'Sign out everywhere',
  ask: 'Every browser and device, this one too, is signed out. Others may still work for up to an hour.',
};
