import { useFailureText, useSourceItems } from '@/features/documents/use-sources';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { SafeLink } from '@/components/SafeLink';
import { Spinner } from '@/components/Spinner';
import { moment } from '@/config/format';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { textFor } from '@/config/text-for';
import type { Source } from '@/types/api';
import styles from '@/features/documents/SourcesDialog.module.css';

interface Props {
  source: Source;
  onRun: (() => void) | null;
}

/** The pages or files of a source, each with why it could not be read. `onRun` reads them once more. */
export function SourcePages({ source, onRun }: Props) {
  const pages = useSourceItems(source.id);
  const failureText = useFailureText(source.kind);
  const isBucket = source.kind === 's3';
  const hasFailed = pages.items.some(({ failure }) => failure !== null);
  if (pages.isPending) return <Spinner label={t.app.loading} />;
  if (pages.isError) {
    return <Notice onRetry={() => void pages.refetch()}>{errorText(pages.error)}</Notice>;
  }
  if (pages.items.length === 0)
    return <p className={styles.none}>{isBucket ? t.sources.files.none : t.sources.noPages}</p>;
  return (
    <>
      {hasFailed && onRun && (
        <div>
          <Button small icon="retry" onClick={onRun}>
            {t.sources.again}
          </Button>
        </div>
      )}
      <div className={styles.pages}>
        <ul aria-label={isBucket ? t.sources.files.list : t.sources.pages}>
          {pages.items.map((item) => (
            <li key={item.id} data-testid="source-page" data-state={item.state}>
              <span className={styles.page} dir="ltr">
                <SafeLink href={item.address}>{item.address}</SafeLink>
              </span>
              {item.failure && <span className={styles.problem}>{failureText(item.failure)}</span>}
              <small>
                {textFor(t.sources.states, item.state) ?? item.state}
                {item.checked_at && ` · ${t.sources.checked(moment(item.checked_at))}`}
              </small>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
