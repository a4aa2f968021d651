import { useQuery } from '@tanstack/react-query';
import { getUsage } from '@/features/account/account-api';
import { ClientsTable } from '@/features/account/ClientsTable';
import { UsageChart } from '@/features/account/UsageChart';
import { fillDays, lastDays, total } from '@/features/account/usage-days';
import { Dialog } from '@/components/Dialog';
import { Figures } from '@/components/Figures';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { bytes, count, money } from '@/config/format';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { textFor } from '@/config/text-for';
import { useServices } from '@/lib/services';
import type { DayUsage, UsageReport } from '@/types/api';
import styles from '@/features/account/UsageDialog.module.css';

const DAYS = 30;

export default function UsageDialog({ onClose }: { onClose: () => void }) {
  const { api } = useServices();
  const dates = lastDays(DAYS);
  const usage = useQuery({
    queryKey: ['usage', dates[0], dates.at(-1)],
    queryFn: () => getUsage(api, dates[0] ?? '', dates.at(-1) ?? ''),
    staleTime: 0,
  });
  return (
    <Dialog title={t.account.usageTitle} onClose={onClose}>
      {usage.isPending && <Spinner label={t.app.loading} />}
      {usage.isError && (
        <Notice onRetry={() => void usage.refetch()}>
          {t.account.usageFailed} {errorText(usage.error)}
        </Notice>
      )}
      {usage.data && <Report report={usage.data} days={fillDays(usage.data.days, dates)} />}
    </Dialog>
  );
}

function Report({ report, days }: { report: UsageReport; days: DayUsage[] }) {
  const sum = total(days);
  const figures = [
    [t.account.questions, count(sum.questions)],
    [t.account.price, money(sum.price_usd)],
    [t.account.inputTokens, count(sum.input_tokens)],
    [t.account.outputTokens, count(sum.output_tokens)],
    [t.account.embeddedTokens, count(sum.embedded_tokens)],
  ] as const;
  return (
    <div className={styles.report}>
      <Figures figures={figures} />
      {sum.questions === 0 ? <p className={styles.none}>{t.account.none}</p> : <UsageChart days={days} />}
      {report.clients && report.clients.length > 0 && <ClientsTable clients={report.clients} />}
      <Caps report={report} days={days} />
    </div>
  );
}

/** What has been used of each limit that the page knows how to measure, today or in all. */
function used(name: string, today: DayUsage | undefined, stored: UsageReport['stored']): number | null {
  if (name === 'documents') return stored?.documents ?? null;
  if (name === 'bytes') return stored?.bytes ?? null;
  if (name === 'notes') return stored?.notes ?? null;
  if (name === 'daily_questions') return today?.questions ?? 0;
  if (name === 'daily_price_usd') return today?.price_usd ?? 0;
  return null;
}

const WRITTEN: Record<string, (amount: number) => string> = { daily_price_usd: money, bytes };

function Caps({ report, days }: { report: UsageReport; days: readonly DayUsage[] }) {
  const rows = Object.entries(report.caps).flatMap(([name, cap]) => {
    const now = used(name, days.at(-1), report.stored);
    return cap === null || now === null ? [] : [{ name, cap, now, write: WRITTEN[name] ?? count }];
  });
  return (
    <ul className={styles.caps}>
      {rows.map(({ name, cap, now, write }) => (
        <li key={name}>
          <p>
            <span>{textFor(t.account.caps, name) ?? name}</span>
            <span>{t.account.cap(write(now), write(cap))}</span>
          </p>
          <progress
            aria-label={textFor(t.account.caps, name) ?? name}
            value={Math.min(now, cap)}
            max={cap || 1}
          />
        </li>
      ))}
    </ul>
  );
}
