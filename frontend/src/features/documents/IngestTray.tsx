import { useState } from 'react';
import { useBatch } from '@/features/documents/ingest-context';
import { IconButton } from '@/components/Button';
import { useToast } from '@/components/Toasts';
import { t } from '@/config/strings';
import { canNotify, setNotices, wantsNotices } from '@/lib/notify';
import styles from '@/features/documents/IngestTray.module.css';

/** Told while more than half a minute is left. */
const WORTH_TELLING_SECONDS = 30;

/** One line for all that is being uploaded and read: how much, how far, how long, and why something waits. */
export function IngestTray() {
  const batch = useBatch();
  if (!batch) return null;
  const { total, ready, failed, part, secondsLeft, notes } = batch;
  const minutes = secondsLeft !== null && secondsLeft > WORTH_TELLING_SECONDS && Math.ceil(secondsLeft / 60);
  const facts = [
    t.ingest.reading(total),
    ready > 0 && t.ingest.ready(ready),
    failed > 0 && t.ingest.failed(failed),
    minutes && t.ingest.minutesLeft(minutes),
  ];
  return (
    <section className={styles.tray} aria-label={t.ingest.label} data-testid="ingest-tray">
      <div className={styles.line}>
        <p>{facts.filter(Boolean).join(' · ')}</p>
        {canNotify() && <Bell />}
      </div>
      {total > 1 && <progress aria-label={t.ingest.label} value={part} max={1} />}
      {notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
    </section>
  );
}

/** Asks to be told at the end, also in another window. */
function Bell() {
  const toast = useToast();
  const [on, setOn] = useState(wantsNotices);

  async function toggle() {
    const now = await setNotices(!on);
    setOn(now);
    if (now) toast({ text: t.ingest.noticeOn });
    else if (!on) toast({ text: t.ingest.noticeRefused, tone: 'problem' });
  }

  return (
    <IconButton
      small
      icon="bell"
      label={t.ingest.notice}
      aria-pressed={on}
      data-testid="notify"
      onClick={() => void toggle()}
    />
  );
}
