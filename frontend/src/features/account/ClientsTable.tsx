import { count, money } from '@/config/format';
import { t } from '@/config/late-strings';
import type { ClientUsage } from '@/types/api';
import styles from '@/features/account/UsageDialog.module.css';

/** Which program asked how much; the page comes first. */
export function ClientsTable({ clients }: { clients: readonly ClientUsage[] }) {
  return (
    <table className={styles.clients}>
      <thead>
        <tr>
          <th scope="col">{t.account.clients.title}</th>
          <th scope="col">{t.account.questions}</th>
          <th scope="col">{t.account.price}</th>
        </tr>
      </thead>
      <tbody>
        {clients.map((client) => (
          <tr key={`${client.kind} ${client.id ?? ''}`}>
            <th scope="row">{nameOf(client)}</th>
            <td>{count(client.questions)}</td>
            <td>{money(client.price_usd)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function nameOf(client: ClientUsage): string {
  if (client.kind === 'token') return client.name ?? t.account.clients.revoked;
  return t.account.clients[client.kind];
}
