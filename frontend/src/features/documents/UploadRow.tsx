import { Failure, Progress } from '@/features/documents/DocumentState';
import { useUploadQueue } from '@/features/documents/upload-context';
import type { Upload } from '@/features/documents/upload-queue';
import { IconButton } from '@/components/Button';
import { FileGlyph } from '@/components/FileGlyph';
import { t } from '@/config/strings';
import stateStyles from '@/features/documents/DocumentState.module.css';
import styles from '@/features/documents/DocumentRow.module.css';

/** An upload that has no document yet. */
export function UploadRow({ upload }: { upload: Upload }) {
  const queue = useUploadQueue();
  const { name } = upload.file;
  const failed = upload.state === 'failed';
  const described = (state: string) => [state, upload.into?.name].filter(Boolean).join(' · ');
  return (
    <li className={styles.row} data-testid="upload-row" data-status={upload.state}>
      <FileGlyph name={name} />
      <div className={styles.main}>
        <p className={styles.name} dir="auto">
          {name}
        </p>
        {failed ? (
          <Failure
            reason={upload.problem ?? t.documents.uploadFailed}
            onRetry={() => queue.retry(upload.key)}
          />
        ) : upload.state === 'waiting' ? (
          <p className={stateStyles.meta}>{described(t.documents.waitingToUpload)}</p>
        ) : (
          <Progress text={described(t.documents.status.uploading)} part={upload.sent} />
        )}
      </div>
      <IconButton
        small
        icon="close"
        label={failed ? t.documents.dismiss(name) : t.documents.cancelUpload(name)}
        onClick={() => queue.cancel(upload.key)}
      />
    </li>
  );
}
