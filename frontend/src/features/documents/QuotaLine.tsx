/** How much a person keeps of what they may: to be seen before an upload is refused. */
import { useQuery } from '@tanstack/react-query';
import { Notice } from '@/components/Notice';
import { t } from '@/config/strings';
import { getQuota, isNearlyFull } from '@/lib/quota';
import { useServices } from '@/lib/services';
import styles from '@/features/documents/DocumentsPanel.module.css';

/** So many documents more or fewer, and the count is read again. */
const STEP = 25;

export function QuotaLine({ documents, uploading }: { documents: number; uploading: boolean }) {
  const { api } = useServices();
  const quota = useQuery({
    queryKey: ['quota', uploading, Math.floor(documents / STEP)],
    queryFn: () => getQuota(api),
    placeholderData: (before) => before,
  });
  if (!quota.data) return null;
  const { documents: kept, bytes } = quota.data;
  const line = t.documents.quota(kept.used, kept.allowed, bytes.used, bytes.allowed);
  if (!isNearlyFull(quota.data)) return <p className={styles.quota}>{line}</p>;
  return (
    <div className={styles.quota}>
      <Notice>
        {t.documents.nearlyFull} {line}
      </Notice>
    </div>
  );
}
