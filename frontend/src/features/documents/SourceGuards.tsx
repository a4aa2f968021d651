/** What is asked before documents of a source are deleted. */
import { Button } from '@/components/Button';
import { count } from '@/config/format';
import { t } from '@/config/late-strings';
import styles from '@/features/documents/SourcesDialog.module.css';

interface SourceGuardProps {
  deletions: number;
  documents: number;
  busy: boolean;
  onAllow: () => void;
}

/** The run would have deleted more than is done without a person's word. */
export function SourceGuard({ deletions, documents, busy, onAllow }: SourceGuardProps) {
  return (
    <div className={styles.guard} data-testid="source-guard">
      <p>{t.sources.asks(count(deletions), count(documents))}</p>
      <Button small kind="danger" disabled={busy} onClick={onAllow}>
        {t.sources.allow(count(deletions))}
      </Button>
    </div>
  );
}

interface EndSourceProps {
  busy: boolean;
  onEnd: (documents: 'keep' | 'remove') => void;
}

export function EndSource({ busy, onEnd }: EndSourceProps) {
  return (
    <div className={styles.guard} role="group" aria-label={t.sources.end}>
      <p>{t.sources.endText}</p>
      <div className={styles.acts}>
        <Button small disabled={busy} onClick={() => onEnd('keep')}>
          {t.sources.keep}
        </Button>
        <Button small kind="danger" disabled={busy} onClick={() => onEnd('remove')}>
          {t.sources.remove}
        </Button>
      </div>
    </div>
  );
}
