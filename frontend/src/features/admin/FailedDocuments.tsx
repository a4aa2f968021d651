import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { ADMIN, getFailed, getTroubles, retryAll } from '@/features/admin/admin-api';
import { Table } from '@/features/admin/Table';
import { useChange } from '@/features/admin/use-change';
import { Button } from '@/components/Button';
import { Loaded } from '@/components/Loaded';
import { Notice } from '@/components/Notice';
import { bytes, count, moment } from '@/config/format';
import { t } from '@/config/late-strings';
import { textFor } from '@/config/text-for';
import { useServices } from '@/lib/services';
import { usePaged } from '@/lib/use-paged';
import styles from '@/features/admin/Admin.module.css';

/** Why documents of all people have failed. Their names are not told. */
export function FailedDocuments() {
  const { api } = useServices();
  const [open, setOpen] = useState<string | null>(null);
  const query = useQuery({ queryKey: [...ADMIN, 'troubles'], queryFn: () => getTroubles(api) });
  const retry = useChange((reason: string) => retryAll(api, reason));
  return (
    <>
      {retry.problem && <Notice>{retry.problem}</Notice>}
      <p role="status" className={styles.hint}>
        {retry.data &&
          [t.admin.retried(count(retry.data.retried)), retry.data.more && t.admin.moreWait]
            .filter(Boolean)
            .join(' ')}
      </p>
      <Loaded query={query}>
        {(troubles) =>
          troubles.length === 0 ? (
            <p className={styles.hint}>{t.admin.noTrouble}</p>
          ) : (
            <ul className={styles.list}>
              {troubles.map(({ reason, documents }) => (
                <li key={reason} data-testid="trouble">
                  <strong>
                    {textFor(t.errors, reason) ?? reason} <code>{reason}</code>
                  </strong>
                  <span>{t.admin.failed(count(documents))}</span>
                  <Button
                    small
                    aria-expanded={open === reason}
                    onClick={() => setOpen(open === reason ? null : reason)}
                  >
                    {t.admin.details}
                  </Button>
                  <Button
                    small
                    icon="retry"
                    disabled={retry.isPending}
                    aria-label={t.admin.retryOf(reason)}
                    onClick={() => retry.mutate(reason)}
                  >
                    {t.app.retry}
                  </Button>
                  {open === reason && <Failed reason={reason} />}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function Failed({ reason }: { reason: string }) {
  const { api } = useServices();
  const query = usePaged([...ADMIN, 'failed', reason], (cursor) => getFailed(api, reason, cursor));
  return (
    <div className={styles.below}>
      <Loaded query={query}>
        {() => (
          <Table
            label={t.admin.details}
            columns={[t.admin.document, t.admin.person, t.admin.format, t.admin.space, t.admin.since]}
          >
            {query.items.map((document) => (
              <tr key={document.id}>
                <th scope="row">
                  <code>{document.id}</code>
                </th>
                <td>
                  <code>{document.owner_id}</code>
                </td>
                <td>{document.content_type}</td>
                <td>{bytes(document.size)}</td>
                <td>{document.since && moment(document.since)}</td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
    </div>
  );
}
