import { useState } from 'react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { ADMIN, allPeople, getPeople, setCaps } from '@/features/admin/admin-api';
import { CapFields } from '@/features/admin/CapFields';
import { peopleCsv } from '@/features/admin/people-csv';
import { Table } from '@/features/admin/Table';
import { useChange } from '@/features/admin/use-change';
import { Button } from '@/components/Button';
import { Field } from '@/components/Field';
import { Loaded } from '@/components/Loaded';
import { Notice } from '@/components/Notice';
import { bytes, count, moment, money } from '@/config/format';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { BYTE_ORDER_MARK } from '@/lib/csv';
import { saveFile } from '@/lib/save-file';
import { useServices } from '@/lib/services';
import { useSettled } from '@/lib/use-settled';
import type { ChosenCaps, Person } from '@/types/api';
import styles from '@/features/admin/Admin.module.css';

const CAPS = ['daily_questions', 'daily_price_usd', 'documents', 'bytes'] as const;

/** Who is there, and what each used in a month. */
export function People() {
  const { api } = useServices();
  const [month, setMonth] = useState(() => new Date().toISOString().slice(0, 7));
  const [prefix, setPrefix] = useState('');
  const question = { month, prefix: useSettled(prefix.trim()) };
  const [chosen, setChosen] = useState<Person | null>(null);
  const query = useInfiniteQuery({
    queryKey: [...ADMIN, 'people', question],
    queryFn: ({ pageParam }) => getPeople(api, question, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  const caps = useChange((next: ChosenCaps) => setCaps(api, chosen?.id ?? '', next));
  const csv = useMutation({
    mutationFn: async () => {
      const rows = peopleCsv(month, await allPeople(api, question));
      saveFile(`grail-people-${month}.csv`, BYTE_ORDER_MARK + rows, 'text/csv');
    },
  });

  if (chosen) {
    return (
      <CapFields
        title={t.admin.capsOf(nameOf(chosen))}
        names={CAPS}
        chosen={chosen.caps}
        defaults={query.data?.pages[0]?.defaults}
        busy={caps.isPending}
        problem={caps.problem}
        onSubmit={(next) => caps.mutate(next, { onSuccess: () => setChosen(null) })}
        onCancel={() => setChosen(null)}
      />
    );
  }
  return (
    <>
      <div className={styles.filters}>
        <Field
          label={t.admin.month}
          type="month"
          value={month}
          required
          onChange={(event) => event.target.value && setMonth(event.target.value)}
        />
        <Field
          label={t.admin.search}
          type="search"
          value={prefix}
          onChange={(event) => setPrefix(event.target.value)}
        />
        <Button icon="download" disabled={csv.isPending} onClick={() => csv.mutate()}>
          {t.admin.csv}
        </Button>
      </div>
      {csv.isError && <Notice>{errorText(csv.error)}</Notice>}
      <Loaded query={query}>
        {({ pages }) => <PeopleTable people={pages.flatMap((page) => page.items)} onChoose={setChosen} />}
      </Loaded>
    </>
  );
}

interface PeopleTableProps {
  people: readonly Person[];
  onChoose: (person: Person) => void;
}

function PeopleTable({ people, onChoose }: PeopleTableProps) {
  if (people.length === 0) return <p className={styles.hint}>{t.admin.nobody}</p>;
  return (
    <Table
      label={t.admin.names.people}
      columns={[
        t.admin.person,
        t.account.questions,
        t.account.price,
        t.documents.title,
        t.admin.space,
        t.admin.seen,
        t.admin.ownCaps,
      ]}
    >
      {people.map((person) => (
        <tr key={person.id} data-testid="person">
          <th scope="row">
            <span dir="auto">{nameOf(person)}</span>
            {(!person.enabled || person.ended) && <small>{t.admin.shutOut}</small>}
            {person.groups.length > 0 && <small>{person.groups.join(' · ')}</small>}
          </th>
          <td>{count(person.questions)}</td>
          <td>{money(person.price_usd)}</td>
          <td>{count(person.documents)}</td>
          <td>{bytes(person.bytes)}</td>
          <td>{person.seen_at ? moment(person.seen_at) : t.admin.never}</td>
          <td>
            {hasOwnCaps(person) && <small>{t.admin.changed}</small>}
            <Button small onClick={() => onChoose(person)} aria-label={t.admin.changeOf(nameOf(person))}>
              {t.admin.change}
            </Button>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function hasOwnCaps({ caps }: Person): boolean {
  return CAPS.some((name) => caps[name] !== null);
}

function nameOf(person: Person): string {
  return person.email ?? person.id;
}
