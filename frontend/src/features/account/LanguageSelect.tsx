/** The languages as a short field, for the screens before the sign-in. */
import { useId, type ChangeEvent } from 'react';
import { useLanguageChoice } from '@/features/account/use-language-choice';
import { CHOICES, type Choice } from '@/config/language';
import { t } from '@/config/late-strings';
import styles from '@/features/account/LanguageSelect.module.css';

export function LanguageSelect() {
  const id = useId();
  const [choice, choose] = useLanguageChoice();
  const change = ({ target }: ChangeEvent<HTMLSelectElement>) =>
    choose(target.value === '' ? null : (target.value as Choice));

  return (
    <div className={styles.field}>
      <label htmlFor={id}>{t.menu.language}</label>
      <select id={id} data-testid="language" value={choice ?? ''} onChange={change}>
        <option value="">{t.account.browserLanguage}</option>
        {Object.entries(CHOICES).map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
