import { moment } from '@/config/format';
import { t } from '@/config/late-strings';
import { textFor } from '@/config/text-for';
import type { Act } from '@/types/api';
import styles from '@/components/ActList.module.css';

/** What admins did; `whom`: with whom it concerns, by ids. */
export function ActList({ acts, whom = false }: { acts: readonly Act[]; whom?: boolean }) {
  if (acts.length === 0) return <p className={styles.none}>{t.admin.noActs}</p>;
  return (
    <ul className={styles.acts}>
      {acts.map((act) => (
        <li key={act.id} data-testid="act">
          <span>{textFor(t.admin.acts, act.act) ?? act.act}</span>
          <small>
            {[
              moment(act.at),
              ...Object.entries(act.details).map(([name, value]) => `${name}: ${value}`),
            ].join(' · ')}
          </small>
          {whom && (
            <small>
              <code>{act.by}</code> → <code>{act.concerns}</code>
            </small>
          )}
        </li>
      ))}
    </ul>
  );
}
