import { count } from '@/config/format';
import type { PLURAL_FORMS, Language } from '@/config/language';

type Forms<L extends Language> = Record<(typeof PLURAL_FORMS)[L][number] | 'other', string>;

/**
 * Chooses the form of a text that fits a number, by the grammar of a language. `#` stands for the number, written as
 * the person's locale writes it.
 */
export function pluralIn<L extends Language>(language: L): (n: number, forms: Forms<L>) => string {
  const rules = new Intl.PluralRules(language);
  return (n, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }) =>
    (forms[rules.select(n)] ?? forms.other).replace('#', () => count(n));
}
