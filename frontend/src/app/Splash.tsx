import { Spinner } from '@/components/Spinner';
import { t } from '@/config/strings';
import styles from '@/app/Splash.module.css';

export function Splash() {
  return (
    <main className={styles.splash}>
      <Spinner label={t.app.loading} />
    </main>
  );
}
