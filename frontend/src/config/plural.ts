import { count } from '@/config/format';
import { PLURAL_FORMS, type Language } from '@/config/language';

type Forms<L extends Language> = Record<(typeof PLURAL_FORMS)[L][number], string>;

/**
 * Chooses the form of a text that fits a number, by the grammar of a language. `#` stands for the number, written as
 * the person's locale writes it.
 */
export function pluralIn<L extends Language>(language: L): (n: number, forms: Forms<L>) => string {
  const rules = new Intl.PluralRules(language);
  return (n, forms) => forms[rules.select(n) as keyof Forms<L>].replace('#', () => count(n));
}
