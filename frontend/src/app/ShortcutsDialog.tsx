import { SHORTCUTS } from '@/app/use-shortcuts';
import { Dialog } from '@/components/Dialog';
import { t } from '@/config/strings';
import styles from '@/app/ShortcutsDialog.module.css';

export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const rows: [string, string[]][] = [
    [t.palette.title, ['Ctrl', 'K']],
    [t.shortcuts.send, ['Enter']],
    [t.shortcuts.newline, ['Shift', 'Enter']],
    ...SHORTCUTS.map(({ name, shown }): [string, string[]] => [t.shortcuts.names[name], ['Alt', shown]]),
    [t.chat.print, ['Ctrl', 'P']],
    [t.shortcuts.close, ['Esc']],
  ];
  return (
    <Dialog title={t.shortcuts.title} onClose={onClose}>
      <dl className={styles.list}>
        {rows.map(([name, keys]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
