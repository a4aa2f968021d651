/** A table that scrolls by itself, with its header in sight; it can be copied, saved and shown large. */
import { useState, type ReactNode } from 'react';
import { rowsOf } from '@/components/markdown/table-cells';
import { useEdges } from '@/components/markdown/use-edges';
import { IconButton } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { asCsv, asTabbed, BYTE_ORDER_MARK } from '@/lib/csv';
import { copyText } from '@/lib/clipboard';
import { saveFile } from '@/lib/save-file';
import { useCopied } from '@/lib/use-copied';
import { t, useLanguage } from '@/config/strings';
import styles from '@/components/markdown/Markdown.module.css';

interface TableProps {
  dir: string | undefined;
  children: ReactNode;
}

function Table({ dir, children }: TableProps) {
  const box = useEdges<HTMLDivElement>();
  return (
    // Wide and long tables scroll by themselves, with the keyboard too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={box} className={styles.table} tabIndex={0} role="region" aria-label={t.chat.table}>
      <table dir={dir}>{children}</table>
    </div>
  );
}

export function TableBlock({ dir, children }: TableProps) {
  useLanguage();
  const [large, setLarge] = useState(false);
  const [copied, setCopied] = useCopied();
  const rows = (button: Element) => {
    const table = button.closest('[data-table]')?.querySelector('table');
    return table ? rowsOf(table) : [];
  };

  return (
    <div className={styles.tableBox} data-table>
      <div className={styles.tableTools}>
        <IconButton
          small
          icon={copied ? 'check' : 'copy'}
          label={copied ? t.chat.copied : t.content.copyTable}
          onClick={(event) => void copyText(asTabbed(rows(event.currentTarget))).then(setCopied)}
        />
        <IconButton
          small
          icon="download"
          label={t.content.saveTable}
          onClick={(event) =>
            saveFile(
              `${t.content.tableFile}.csv`,
              BYTE_ORDER_MARK + asCsv(rows(event.currentTarget)),
              'text/csv',
            )
          }
        />
        <IconButton small icon="expand" label={t.content.expandTable} onClick={() => setLarge(true)} />
      </div>
      <Table dir={dir}>{children}</Table>
      {large && (
        <Dialog title={t.chat.table} wide onClose={() => setLarge(false)}>
          <div className={styles.large}>
            <Table dir={dir}>{children}</Table>
          </div>
        </Dialog>
      )}
    </div>
  );
}
