/** Pages and sites of the web that become documents: added, followed, run and ended. */
import { SourceForm } from '@/features/documents/SourceForm';
import { SourceRow } from '@/features/documents/SourceRow';
import { useSources } from '@/features/documents/use-sources';
import { Dialog } from '@/components/Dialog';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import styles from '@/features/documents/SourcesDialog.module.css';

export default function SourcesDialog({ onClose }: { onClose: () => void }) {
  const sources = useSources();
  return (
    <Dialog title={t.documents.webSources} onClose={onClose}>
      <div className={styles.body}>
        <p>{t.sources.text}</p>
        <SourceForm />
        {sources.isPending && <Spinner label={t.app.loading} />}
        {sources.isError && (
          <Notice onRetry={() => void sources.refetch()}>{errorText(sources.error)}</Notice>
        )}
        {sources.isSuccess && sources.items.length === 0 && <p className={styles.none}>{t.sources.none}</p>}
        <ul className={styles.list}>
          {sources.items.map((source) => (
            <SourceRow key={source.id} source={source} />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
