import type { ReactNode } from 'react';
import { Button } from '@/components/Button';
import { Icon } from '@/components/Icon';
import { t } from '@/config/strings';
import styles from '@/components/Notice.module.css';

/** A problem, shown where it happened, with the way out. */
export function Notice({ children, onRetry }: { children: ReactNode; onRetry?: (() => void) | undefined }) {
  return (
    <div className={styles.notice} role="alert">
      <Icon name="alert" />
      <div className={styles.text}>{children}</div>
      {onRetry && (
        <Button small icon="retry" onClick={onRetry}>
          {t.app.retry}
        </Button>
      )}
    </div>
  );
}
