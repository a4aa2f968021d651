import { useUploadQueue } from '@/features/documents/upload-context';
import type { Upload } from '@/features/documents/upload-queue';
import { Button } from '@/components/Button';
import { bytes, day } from '@/config/format';
import { problemText, t } from '@/config/strings';
import type { GrailDocument } from '@/types/api';
import styles from '@/features/documents/DocumentState.module.css';

interface DocumentStateProps {
  document: GrailDocument;
  upload: Upload | undefined;
  onRetry: () => void;
}

/** How far a document is: its facts once it is ready, else its progress or its failure. */
export function DocumentState({ document, upload, onRetry }: DocumentStateProps) {
  const queue = useUploadQueue();
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
        reason={failure ? problemText(failure) : t.unknownError}
        onRetry={failure?.retryable === false ? null : onRetry}
      />
    );
  }
  if (document.status === 'uploading') return <p className={styles.meta}>{t.documents.interrupted}</p>;
  const { progress } = document;
  const text = t.documents.status[document.status];
  return progress && progress.total > 0 ? (
    <Progress
      text={`${text}, ${t.documents.progress(progress.done, progress.total)}`}
      part={progress.done / progress.total}
    />
  ) : (
    <Progress text={`${text}…`} part={null} />
  );
}

function facts(document: GrailDocument): string {
  const pages = document.pages ? t.documents.pages(document.pages) : null;
  return [pages, bytes(document.size), day(document.created_at)].filter(Boolean).join(' · ');
}

export function Progress({ text, part }: { text: string; part: number | null }) {
  return (
    <div className={styles.progress}>
      <p className={styles.meta}>
        <span>{text}</span>
        {part !== null && <span className={styles.percent}>{Math.round(part * 100)} %</span>}
      </p>
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
