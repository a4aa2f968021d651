import type { Conversation } from '@/types/api';

/** As the service takes a folder's name, in characters. */
export const LONGEST_FOLDER = 60;

export interface Folder {
  name: string;
  conversations: Conversation[];
}

/** Conversations by their folders, these by their names; those in none are left out. */
export function foldersOf(conversations: readonly Conversation[]): Folder[] {
  const folders = new Map<string, Conversation[]>();
  for (const conversation of conversations) {
    if (!conversation.folder) continue;
    folders.set(conversation.folder, [...(folders.get(conversation.folder) ?? []), conversation]);
  }
  return [...folders]
    .map(([name, inside]) => ({ name, conversations: inside }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
