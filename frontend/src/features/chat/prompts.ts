/** Prompts that a person has saved. The service keeps none, so they stay in this browser, apart for each owner. */
import { useSyncExternalStore } from 'react';

export interface Prompt {
  id: string;
  name: string;
  text: string;
}

const PREFIX = 'grail.prompts.';
const MOST = 200;

const listeners = new Set<() => void>();
const read = new Map<string, { stored: string; prompts: readonly Prompt[] }>();

function isPrompt(value: unknown): value is Prompt {
  const fields = (value ?? {}) as Record<string, unknown>;
  return ['id', 'name', 'text'].every((name) => typeof fields[name] === 'string');
}

function parsed(stored: string): readonly Prompt[] {
  try {
    const value: unknown = JSON.parse(stored);
    return Array.isArray(value) ? value.filter(isPrompt) : [];
  } catch {
    return []; // Not ours, or cut.
  }
}

/** The same list as long as nothing is changed, in this tab or another. */
export function readPrompts(ownerId: string): readonly Prompt[] {
  let stored = '[]';
  try {
    stored = localStorage.getItem(PREFIX + ownerId) ?? '[]';
  } catch {
    // Storage may be forbidden: then there are no saved prompts.
  }
  const before = read.get(ownerId);
  if (before?.stored === stored) return before.prompts;
  const prompts = parsed(stored);
  read.set(ownerId, { stored, prompts });
  return prompts;
}

/** Whether they could be kept. */
export function keepPrompts(ownerId: string, prompts: readonly Prompt[]): boolean {
  try {
    localStorage.setItem(PREFIX + ownerId, JSON.stringify(prompts.slice(0, MOST)));
  } catch {
    return false;
  }
  for (const listener of listeners) listener();
  return true;
}

export function savePrompt(ownerId: string, prompt: Prompt): boolean {
  const others = readPrompts(ownerId).filter(({ id }) => id !== prompt.id);
  return keepPrompts(ownerId, [prompt, ...others]);
}

export function usePrompts(ownerId: string): readonly Prompt[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      addEventListener('storage', listener);
      return () => {
        listeners.delete(listener);
        removeEventListener('storage', listener);
      };
    },
    () => readPrompts(ownerId),
  );
}
