/** The texts that the page shows at first, in the language that the person reads. */
import { useSyncExternalStore } from 'react';
import { setLocale } from '@/config/format';
import {
  chooseLanguage,
  chooseLocale,
  directionOf,
  storeChoice,
  storedChoice,
  tagsFor,
  type Choice,
  type Language,
} from '@/config/language';
import * as en from '@/config/strings/en';
import type { FirstStrings, Strings } from '@/config/strings/shape';
import { textFor } from '@/config/text-for';

/** A language that is fetched when a person reads it, all of it at once. */
export type Fetched = Exclude<Language, 'en'>;

export const loaders: Record<Fetched, () => Promise<Strings>> = {
  vi: () => import('@/config/strings/vi'),
  de: () => import('@/config/strings/de'),
  fr: () => import('@/config/strings/fr'),
  es: () => import('@/config/strings/es'),
  pt: () => import('@/config/strings/pt'),
  ja: () => import('@/config/strings/ja'),
  zh: () => import('@/config/strings/zh'),
  ar: () => import('@/config/strings/ar'),
};

/** The texts of the language that is spoken now. Read it while drawing, never into a constant of a module. */
export let t: FirstStrings = en;

let spoken: Language = 'en';
let chosen: Choice | null = null;
/** All texts of a language that was fetched; null for English, whose other texts come with the screens that show them. */
let fetched: Strings | null = null;

const listeners = new Set<() => void>();
const followers = new Set<(fetched: Strings | null) => void>();

/** Calls `follower` now, and from now on after each change of the language, before anything is drawn again. */
export function followLanguage(follower: (fetched: Strings | null) => void): void {
  followers.add(follower);
  follower(fetched);
}

let wanted: object;

/** Speaks the chosen language, or where none is chosen the browser's. Rejects when its texts cannot be fetched. */
async function speak(choice: Choice | null): Promise<void> {
  const wish = (wanted = {});
  const tags = tagsFor(choice);
  const language = chooseLanguage(tags);
  const strings = language === 'en' ? null : await loaders[language]();
  // Another language was wished for while these texts were on their way.
  if (wanted !== wish) return;
  fetched = strings;
  t = strings ?? en;
  spoken = language;
  chosen = choice;
  const locale = chooseLocale(tags, language);
  setLocale(locale);
  document.documentElement.lang = locale;
  document.documentElement.dir = directionOf(language);
  for (const follower of followers) follower(fetched);
  for (const listener of listeners) listener();
}

/** Before the first drawing. Where the texts cannot be fetched the page starts in English. */
export async function startLanguage(): Promise<void> {
  await speak(storedChoice()).catch(() => undefined);
}

/** Changes the language of the open page and remembers it. Rejects, and changes nothing, when it cannot be fetched. */
export async function chooseSpoken(choice: Choice | null): Promise<void> {
  await speak(choice);
  storeChoice(chosen);
}

/** What is spoken by choice; null where the browser's languages decide. */
export function chosenLanguage(): Choice | null {
  return chosen;
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Draws the component again when the language or its region changes: for the root and for what is memoised. */
export function useLanguage(): string {
  return useSyncExternalStore(listen, () => document.documentElement.lang);
}

/**
 * The sentence for a problem. The service's own sentence is the most exact one, but it is English:
 * other languages use the page's translation of its code where there is one.
 */
export function problemText(problem: { code: string; message: string }): string {
  const translated = textFor(t.errors, problem.code);
  if (spoken === 'en') return problem.message || translated || t.app.unknownError;
  return translated ?? (problem.message || t.app.unknownError);
}

/** The sentence for anything that was thrown. */
export function errorText(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return problemText({ code: error.code, message: error.message });
  }
  return t.app.unknownError;
}
