import type { KnownFile } from '@/features/documents/known-files';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { t } from '@/config/strings';
import styles from '@/features/documents/SameFilesDialog.module.css';

interface SameFilesDialogProps {
  files: readonly KnownFile[];
  onReplace: () => void;
  onKeepBoth: () => void;
  onClose: () => void;
}

/** As many names are listed. */
const LISTED = 8;

/** Asks what to do with files whose names are here already; closing it adds none of them. */
export default function SameFilesDialog({ files, onReplace, onKeepBoth, onClose }: SameFilesDialogProps) {
  const more = files.length - LISTED;
  return (
    <Dialog title={t.sameFiles.title(files.length)} onClose={onClose}>
      <div className={styles.body} data-testid="same-files">
        <ul>
          {files.slice(0, LISTED).map(({ file }, index) => (
            <li key={`${file.name} ${index}`} dir="auto">
              {file.name}
            </li>
          ))}
          {more > 0 && <li className={styles.more}>{t.sameFiles.more(more)}</li>}
        </ul>
        <p>{t.sameFiles.text}</p>
        <div className={styles.actions}>
          <Button kind="primary" onClick={onReplace}>
            {t.sameFiles.replace}
          </Button>
          <Button onClick={onKeepBoth}>{t.sameFiles.keepBoth}</Button>
          <Button kind="quiet" onClick={onClose}>
            {t.sameFiles.skip}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
