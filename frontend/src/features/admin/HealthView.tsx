import { useQuery } from '@tanstack/react-query';
import { ADMIN, getHealth, getWeeks } from '@/features/admin/admin-api';
import { Table } from '@/features/admin/Table';
import { Figures } from '@/components/Figures';
import { Loaded } from '@/components/Loaded';
import { count, moment } from '@/config/format';
import { t } from '@/config/late-strings';
import { useServices } from '@/lib/services';
import type { Health, WeekCounts } from '@/types/api';
import styles from '@/features/admin/Admin.module.css';

const AGAIN_MS = 30_000;

/** How the stage stands, and how its answers were received. */
export function HealthView() {
  const { api } = useServices();
  const health = useQuery({
    queryKey: [...ADMIN, 'health'],
    queryFn: () => getHealth(api),
    refetchInterval: AGAIN_MS,
  });
  const weeks = useQuery({ queryKey: [...ADMIN, 'weeks'], queryFn: () => getWeeks(api) });
  return (
    <>
      <Loaded query={health}>{(now) => <Standing health={now} />}</Loaded>
      <Loaded query={weeks}>{(counts) => <Weeks weeks={counts} />}</Loaded>
    </>
  );
}

function Standing({ health: { upkeep, backlogs, queue } }: { health: Health }) {
  const figures = [
    [t.admin.upkeep, upkeep.at ? moment(upkeep.at) : t.admin.never],
    [t.admin.chores, upkeep.failed.join(' · ') || t.admin.none],
    [t.admin.lateDocuments, count(backlogs.documents)],
    [t.admin.lateAnswers, count(backlogs.answers)],
    [t.admin.lateTables, count(backlogs.tables)],
    [t.admin.waiting, count(queue.waiting)],
    [t.admin.working, count(queue.working)],
    [t.admin.dead, count(queue.dead)],
  ] as const;
  return <Figures figures={figures} testId="health" />;
}

function Weeks({ weeks }: { weeks: readonly WeekCounts[] }) {
  if (weeks.length === 0) return <p className={styles.hint}>{t.admin.noWeeks}</p>;
  return (
    <Table
      label={t.admin.week}
      columns={[t.admin.week, t.admin.answers, t.admin.refusals, t.admin.failures, t.admin.up, t.admin.down]}
    >
      {weeks.map((week) => (
        <tr key={week.week}>
          <th scope="row">{week.week}</th>
          {[week.answers, week.refusals, week.failures, week.up, week.down].map((amount, column) => (
            <td key={column}>{count(amount)}</td>
          ))}
        </tr>
      ))}
    </Table>
  );
}
