/** The key for an authenticator app: as a square code to scan, and as text to type. */
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/components/Button';
import { t } from '@/config/late-strings';
import { copyText } from '@/lib/clipboard';
import styles from '@/features/account/AppSetup.module.css';

const QrCode = lazy(() => import('@/features/account/QrCode'));

export function AppSetup({ secret, uri }: { secret: string; uri: string }) {
  const [copied, setCopied] = useState(false);
  const groups = secret.match(/.{1,4}/g)?.join(' ') ?? secret;
  return (
    <div className={styles.setup}>
      <div className={styles.square}>
        <Suspense fallback={null}>
          <QrCode text={uri} label={t.security.qrCode} />
        </Suspense>
      </div>
      <div className={styles.key}>
        <p>{t.security.scan}</p>
        <p className={styles.or}>{t.security.orType}</p>
        <code className={styles.secret} data-testid="app-secret">
          {groups}
        </code>
        <div className={styles.ways}>
          <Button
            small
            icon={copied ? 'check' : 'copy'}
            onClick={() => void copyText(secret).then(setCopied)}
          >
            {copied ? t.chat.copied : t.security.copyKey}
          </Button>
          <a className={styles.open} href={uri}>
            {t.security.openApp}
          </a>
        </div>
      </div>
    </div>
  );
}
