import { t } from '@/config/strings';
import styles from '@/components/Logo.module.css';

export function Logo({ size = 28 }: { size?: number }) {
  return (
    <span className={styles.logo}>
      <svg aria-hidden="true" width={size} height={size} viewBox="0 0 32 32">
        <rect className={styles.ground} width="32" height="32" rx="8" />
        <path
          className={styles.cup}
          d="M9 8h14v5a7 7 0 0 1-5.5 6.8V23H21v2.5H11V23h3.5v-3.2A7 7 0 0 1 9 13z"
        />
      </svg>
      <span className={styles.word}>{t.app.name}</span>
    </span>
  );
}
