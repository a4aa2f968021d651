import { useSyncExternalStore } from 'react';
import { t } from '@/config/strings';
import { useServices } from '@/lib/services';
import styles from '@/app/ConnectionBadge.module.css';

/** The socket's state: a dot while it is open, else a sentence and a button to connect at once. */
export function ConnectionBadge() {
  const { socket } = useServices();
  const state = useSyncExternalStore(socket.onState, () => socket.state);
  const calm = state === 'open';
  return (
    <div
      className={styles.badge}
      role="status"
      data-testid="connection-state"
      data-state={state}
      title={t.connection[state]}
    >
      <span className={styles.dot} aria-hidden="true" />
      <span className={calm ? 'visually-hidden' : styles.text}>{t.connection[state]}</span>
      {state === 'waiting' && (
        <button type="button" className={styles.now} onClick={() => socket.reconnect()}>
          {t.connection.now}
        </button>
      )}
    </div>
  );
}
