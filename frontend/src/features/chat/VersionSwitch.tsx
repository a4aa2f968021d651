import { IconButton } from '@/components/Button';
import { t } from '@/config/strings';
import styles from '@/features/chat/MessageList.module.css';

interface VersionSwitchProps {
  /** The name of the whole, and of its two buttons. */
  label: string;
  earlier: string;
  later: string;
  /** Which version is shown (from 0), of how many. */
  index: number;
  total: number;
  onChoose: (index: number) => void;
}

/** The way from one version of a question or answer to another: ‹ 2 of 3 ›. */
export function VersionSwitch({ label, earlier, later, index, total, onChoose }: VersionSwitchProps) {
  return (
    <div className={styles.versions} role="group" aria-label={label} data-testid="versions">
      <IconButton
        small
        icon="left"
        label={earlier}
        aria-disabled={index === 0}
        onClick={() => onChoose(Math.max(0, index - 1))}
      />
      <span role="status">{t.chat.version(index + 1, total)}</span>
      <IconButton
        small
        icon="right"
        label={later}
        aria-disabled={index === total - 1}
        onClick={() => onChoose(Math.min(total - 1, index + 1))}
      />
    </div>
  );
}
