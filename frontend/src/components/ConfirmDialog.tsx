import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { t } from '@/config/strings';
import styles from '@/components/PromptDialog.module.css';

interface ConfirmDialogProps {
  title: string;
  /** What happens then. */
  text: string;
  confirm: string;
  danger?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that has no undo. */
export function ConfirmDialog({ title, text, confirm, danger, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className={styles.form}>
        <p>{text}</p>
        <div className={styles.actions}>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button
            kind={danger ? 'danger' : 'primary'}
            onClick={() => {
              onClose();
              onConfirm();
            }}
          >
            {confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
