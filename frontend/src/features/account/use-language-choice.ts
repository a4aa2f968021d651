import { useState } from 'react';
import { useToast } from '@/components/Toasts';
import type { Choice } from '@/config/language';
import { t } from '@/config/late-strings';
import { chooseSpoken, chosenLanguage } from '@/config/strings';

/** The language that the person chose, null for the browser's, and how to choose another. */
export function useLanguageChoice(): [Choice | null, (choice: Choice | null) => void] {
  const toast = useToast();
  const [choice, setChoice] = useState(chosenLanguage);

  async function choose(next: Choice | null) {
    setChoice(next);
    try {
      await chooseSpoken(next);
    } catch {
      toast({ text: t.account.languageFailed, tone: 'problem' });
    } finally {
      setChoice(chosenLanguage());
    }
  }
  return [choice, (next) => void choose(next)];
}
