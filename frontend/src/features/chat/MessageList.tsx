import { useEffect, useEffectEvent, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { MessageChunk, type MessageActions } from '@/features/chat/MessageChunk';
import type { ChatMessage } from '@/features/chat/chat-state';
import { chunksOf } from '@/features/chat/chunks';
import type { Earlier } from '@/features/chat/use-earlier';
import { useHeldScroll } from '@/features/chat/use-held-scroll';
import { useShown } from '@/features/chat/use-shown';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { errorText, t } from '@/config/strings';
import { usePrinting } from '@/lib/use-printing';
import styles from '@/features/chat/MessageList.module.css';

interface MessageListProps extends MessageActions {
  /** The column that scrolls. */
  box: RefObject<HTMLElement | null>;
  messages: readonly ChatMessage[];
  earlier: Earlier;
}

/** Pixels below the first message within which those before it are shown, without being asked for. */
const NEAR = 600;

export function MessageList({ box, messages, earlier, ...actions }: MessageListProps) {
  const { conversationId } = actions;
  const shown = useShown(conversationId, messages);
  const printing = usePrinting();
  const from = printing ? 0 : shown.from;
  const hold = useHeldScroll(box, messages[from]?.id);

  async function showEarlier() {
    if (from === 0 && !(await earlier.read())) return;
    hold();
    // Drawn at once: a scroll that came in between would be taken back, and would ask for nothing.
    flushSync(shown.showMore);
  }

  const onScroll = useEffectEvent(() => {
    const asked = earlier.reading || earlier.error !== null || printing;
    if (!asked && (box.current?.scrollTop ?? NEAR) < NEAR) void showEarlier();
  });
  useEffect(() => {
    const element = box.current;
    element?.addEventListener('scroll', onScroll, { passive: true });
    return () => element?.removeEventListener('scroll', onScroll);
  }, [box]);

  return (
    <div role="list" className={styles.list}>
      {(from > 0 || earlier.more) && <EarlierMessages earlier={earlier} onShow={() => void showEarlier()} />}
      {chunksOf(messages, from, shown.anchor).map(({ number, start, end }) => (
        <MessageChunk
          key={`${conversationId} ${number}`}
          {...actions}
          box={box}
          messages={messages.slice(start, end)}
          last={end === messages.length}
        />
      ))}
    </div>
  );
}

function EarlierMessages({ earlier, onShow }: { earlier: Earlier; onShow: () => void }) {
  return (
    <div role="listitem" className={styles.earlier}>
      {earlier.error ? (
        <Notice onRetry={onShow}>
          {t.chat.loadFailed} {errorText(earlier.error)}
        </Notice>
      ) : (
        <Button small aria-disabled={earlier.reading} onClick={earlier.reading ? () => undefined : onShow}>
          {t.chat.earlier}
        </Button>
      )}
      {earlier.reading && <Spinner label={t.app.loading} />}
      {earlier.more && <p className={styles.onPaper}>{t.chat.notAllPrinted}</p>}
    </div>
  );
}
