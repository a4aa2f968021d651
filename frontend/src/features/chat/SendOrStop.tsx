import type { ChatMessage } from '@/features/chat/chat-state';
import { Icon } from '@/components/Icon';
import { t } from '@/config/strings';
import styles from '@/features/chat/Composer.module.css';

interface SendOrStopProps {
  live: ChatMessage | undefined;
  ready: boolean;
  onStop: (id: string) => void;
}

export function SendOrStop({ live, ready, onStop }: SendOrStopProps) {
  if (live) {
    return (
      <button
        type="button"
        className={styles.stop}
        aria-label={live.status === 'stopping' ? t.chat.stopping : t.chat.stop}
        title={t.chat.stop}
        disabled={live.status === 'stopping'}
        data-testid="stop"
        onClick={() => onStop(live.id)}
      >
        <Icon name="stop" />
      </button>
    );
  }
  return (
    <button
      type="submit"
      className={styles.send}
      aria-label={t.chat.send}
      title={t.chat.send}
      disabled={!ready}
      data-testid="ask-submit"
    >
      <Icon name="send" />
    </button>
  );
}
