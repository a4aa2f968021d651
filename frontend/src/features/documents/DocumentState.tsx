import { useState } from 'react';
import { begun, paceOf, type Pace, type Seen } from '@/features/documents/pace';
import { wasSending } from '@/features/documents/own-uploads';
import { useUploadQueue } from '@/features/documents/upload-context';
import type { Upload } from '@/features/documents/upload-queue';
import { Button } from '@/components/Button';
import { bytes, day } from '@/config/format';
import { problemText, t } from '@/config/strings';
import { lengthOf } from '@/lib/profile';
import type { GrailDocument } from '@/types/api';
import styles from '@/features/documents/DocumentState.module.css';

interface DocumentStateProps {
  document: GrailDocument;
  upload: Upload | undefined;
  onRetry: () => void;
}

/**
 * How far a document is: its facts once it is ready, else its progress or its failure. What is `uploading` without an
 * upload of this page may be another tab's; if its file never comes, the service says so.
 */
export function DocumentState({ document, upload, onRetry }: DocumentStateProps) {
  const queue = useUploadQueue();
  const pace = usePace(document);
  if (upload?.state === 'failed') {
    return (
      <Failure reason={upload.problem ?? t.documents.uploadFailed} onRetry={() => queue.retry(upload.key)} />
    );
  }
  if (upload) return <Progress text={t.documents.status.uploading} part={upload.sent} />;
  if (document.status === 'ready') return <p className={styles.meta}>{facts(document)}</p>;
  if (document.status === 'failed') {
    const { failure } = document;
    return (
      <Failure
        reason={failure ? problemText(failure) : t.app.unknownError}
        onRetry={failure?.retryable === false ? null : onRetry}
      />
    );
  }
  if (document.status === 'uploading' && wasSending(document.id)) {
    return <p className={styles.meta}>{t.documents.interrupted}</p>;
  }
  if (document.status === 'queued') return <p className={styles.meta}>{t.documents.status.queued}</p>;
  const { progress } = document;
  const text = t.documents.status[document.status];
  return progress && progress.total > 0 ? (
    <Progress
      text={`${text}, ${t.documents.progress(progress.done, progress.total)}`}
      part={progress.done / progress.total}
      {...(pace && { pace })}
    />
  ) : (
    <Progress text={`${text}…`} part={null} />
  );
}

function facts(document: GrailDocument): string {
  return [lengthOf(document), bytes(document.size), day(document.created_at)].filter(Boolean).join(' · ');
}

/** Told while more than half a minute is left. */
const WORTH_TELLING_SECONDS = 30;

function usePace({ status, progress, updated_at }: GrailDocument): Pace | null {
  const { done, total } = progress ?? { done: 0, total: 0 };
  const now: Seen = { step: status, done, total, at: Date.parse(updated_at) };
  const [first, setFirst] = useState(now);
  const from = begun(first, now);
  if (from !== first) setFirst(from);
  const pace = paceOf(from, now);
  return pace && pace.secondsLeft > WORTH_TELLING_SECONDS ? pace : null;
}

interface ProgressProps {
  text: string;
  part: number | null;
  pace?: Pace;
}

export function Progress({ text, part, pace }: ProgressProps) {
  return (
    <div className={styles.progress}>
      <p className={styles.meta}>
        <span>{text}</span>
        {part !== null && <span className={styles.percent}>{Math.round(part * 100)} %</span>}
      </p>
      {pace && (
        <p className={styles.meta}>{t.documents.pace(pace.perSecond, Math.ceil(pace.secondsLeft / 60))}</p>
      )}
      <progress aria-label={text} {...(part === null ? {} : { value: part, max: 1 })} />
    </div>
  );
}

export function Failure({ reason, onRetry }: { reason: string; onRetry: (() => void) | null }) {
  return (
    <div className={styles.failure}>
      <p>{reason}</p>
      {onRetry && (
        <Button small icon="retry" onClick={onRetry}>
          {t.documents.retry}
        </Button>
      )}
    </div>
  );
}
