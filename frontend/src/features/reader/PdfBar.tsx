/** What one does with the pages of a PDF. */
import type { PageView } from '@/features/reader/page-layout';
import { PageField } from '@/features/reader/PageField';
import { IconButton } from '@/components/Button';
import { t } from '@/config/late-strings';
import styles from '@/features/reader/PdfView.module.css';

const ZOOMS = [1, 1.25, 1.5, 2, 2.5];

interface PdfBarProps {
  page: number;
  total: number;
  view: PageView;
  /** Whether small pictures of the pages stand beside them; null where there is no room. */
  thumbs: boolean | null;
  onPage: (page: number) => void;
  onView: (view: PageView) => void;
  onThumbs: () => void;
}

/** Buttons are disabled in name alone: one that is disabled at the last page would lose the focus there. */
export function PdfBar({ page, total, view, thumbs, onPage, onView, onThumbs }: PdfBarProps) {
  const { fit, zoom, quarters } = view;
  const step = ZOOMS.indexOf(zoom);
  const zoomTo = (next: number) => onView({ ...view, zoom: ZOOMS[next] ?? zoom });
  return (
    <div className={styles.bar}>
      {thumbs !== null && (
        <IconButton icon="layers" label={t.reader.thumbnails} aria-pressed={thumbs} onClick={onThumbs} />
      )}
      <IconButton
        icon="left"
        label={t.reader.previousPage}
        aria-disabled={page <= 1}
        onClick={() => onPage(Math.max(1, page - 1))}
      />
      <span className="visually-hidden" role="status">
        {t.reader.pageOf(page, total)}
      </span>
      <PageField key={page} page={page} total={total} onPage={onPage} />
      <IconButton
        icon="right"
        label={t.reader.nextPage}
        aria-disabled={page >= total}
        onClick={() => onPage(Math.min(total, page + 1))}
      />
      <IconButton
        icon="minus"
        label={t.reader.zoomOut}
        aria-disabled={step === 0}
        onClick={() => zoomTo(step - 1)}
      />
      <IconButton
        icon="plus"
        label={t.reader.zoomIn}
        aria-disabled={step === ZOOMS.length - 1}
        onClick={() => zoomTo(step + 1)}
      />
      <IconButton
        icon={fit === 'width' ? 'fitHeight' : 'fitWidth'}
        label={fit === 'width' ? t.content.fitHeight : t.content.fitWidth}
        onClick={() => onView({ ...view, zoom: 1, fit: fit === 'width' ? 'height' : 'width' })}
      />
      <IconButton
        icon="rotate"
        label={t.content.rotate}
        onClick={() => onView({ ...view, quarters: (quarters + 1) % 4 })}
      />
    </div>
  );
}
