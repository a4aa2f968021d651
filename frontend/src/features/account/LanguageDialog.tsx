import { useLanguageChoice } from '@/features/account/use-language-choice';
import { Dialog } from '@/components/Dialog';
import { CHOICES, type Choice } from '@/config/language';
import { t } from '@/config/late-strings';
import styles from '@/features/account/AccountBar.module.css';

const NAMED = Object.entries(CHOICES) as [Choice, string][];

export default function LanguageDialog({ onClose }: { onClose: () => void }) {
  const [choice, choose] = useLanguageChoice();
  const rows: readonly (readonly [Choice | null, string])[] = [[null, t.account.browserLanguage], ...NAMED];
  return (
    <Dialog title={t.menu.language} onClose={onClose}>
      <div className={styles.themes} role="radiogroup" aria-label={t.menu.language}>
        {rows.map(([tag, name]) => (
          <label key={tag} lang={tag ?? undefined}>
            <input
              type="radio"
              name="language"
              value={tag ?? ''}
              checked={choice === tag}
              onChange={() => choose(tag)}
            />
            {name}
          </label>
        ))}
      </div>
    </Dialog>
  );
}
