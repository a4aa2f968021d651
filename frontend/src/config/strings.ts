/** All texts of the page, in the language that the browser asks for. */
import { en, type Strings } from '@/config/strings/en';
import { vi } from '@/config/strings/vi';
import { language, type Language } from '@/config/format';

export const languages: Record<Language, Strings> = { en, vi };

export const t: Strings = languages[language];

/**
 * The sentence for a problem. The service's own sentence is the most exact one, but it is English:
 * other languages use the page's translation of its code where there is one.
 */
export function problemText(problem: { code: string; message: string }): string {
  const translated = t.errors[problem.code];
  if (language === 'en') return problem.message || translated || t.unknownError;
  return translated ?? (problem.message || t.unknownError);
}

/** The sentence for anything that was thrown. */
export function errorText(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return problemText({ code: error.code, message: error.message });
  }
  return t.unknownError;
}
