import { useState, type FormEvent } from 'react';
import { count } from '@/config/format';
import { t } from '@/config/strings';
import styles from '@/features/reader/PdfView.module.css';

interface PageFieldProps {
  page: number;
  total: number;
  onPage: (page: number) => void;
}

/** The number of the page, which leads to another one. */
export function PageField({ page, total, onPage }: PageFieldProps) {
  const [typed, setTyped] = useState(String(page));

  function go(event: FormEvent) {
    event.preventDefault();
    const wanted = Math.min(Math.round(Number(typed)), total);
    const next = wanted >= 1 ? wanted : page;
    setTyped(String(next));
    onPage(next);
  }

  return (
    <form className={styles.field} onSubmit={go}>
      <input
        inputMode="numeric"
        aria-label={t.content.pageField}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={() => setTyped(String(page))}
      />
      <span aria-hidden="true">/ {count(total)}</span>
    </form>
  );
}
