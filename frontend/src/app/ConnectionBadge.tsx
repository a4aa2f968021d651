import { useState, useSyncExternalStore } from 'react';
import { Icon } from '@/components/Icon';
import { t } from '@/config/strings';
import { useServices } from '@/lib/services';
import styles from '@/app/ConnectionBadge.module.css';

/**
 * The one place that tells of a lost connection: a line below the bar, from the moment it is lost until it is back.
 * While all is well it says so to screen readers alone.
 */
export function ConnectionBadge() {
  const { socket } = useServices();
  const state = useSyncExternalStore(socket.onState, () => socket.state);
  const [lost, setLost] = useState(false);
  // Between two tries it connects for a moment; the line must not come and go with that.
  if (state === 'waiting' && !lost) setLost(true);
  if (state === 'open' && lost) setLost(false);
  return (
    <div
      className={lost ? styles.lost : 'visually-hidden'}
      role="status"
      data-testid="connection-state"
      data-state={state}
    >
      {lost && <Icon name="alert" size={16} />}
      <span className={styles.text}>{t.connection.states[lost ? 'waiting' : state]}</span>
      {lost && <span className={styles.more}>{t.connection.meanwhile}</span>}
      {lost && (
        <button
          type="button"
          className={styles.now}
          aria-disabled={state !== 'waiting'}
          onClick={() => socket.reconnect()}
        >
          {t.connection.now}
        </button>
      )}
    </div>
  );
}
