/** Every word the page says, in the language the browser asks for. */
import { en, type Strings } from '@/config/strings/en';
import { vi } from '@/config/strings/vi';
import { language, type Language } from '@/config/format';

export const languages: Record<Language, Strings> = { en, vi };

export const t: Strings = languages[language];

/**
 * The sentence for a problem. The service's own sentence says most, but it is English:
 * other languages use our translation of its code where there is one.
 */
export function problemText(problem: { code: string; message: string }): string {
  const known = t.errors[problem.code];
  if (language === 'en') return problem.message || known || t.unknownError;
  return known ?? (problem.message || t.unknownError);
}

/** The sentence for anything that was thrown. */
export function errorText(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return problemText({ code: error.code, message: error.message });
  }
  return t.unknownError;
}
