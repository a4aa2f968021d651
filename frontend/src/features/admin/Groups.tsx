import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { ADMIN, getGroups, setGroupCaps } from '@/features/admin/admin-api';
import { CapFields } from '@/features/admin/CapFields';
import { useChange } from '@/features/admin/use-change';
import { Button } from '@/components/Button';
import { Field } from '@/components/Field';
import { Loaded } from '@/components/Loaded';
import { count, money } from '@/config/format';
import { t } from '@/config/late-strings';
import { useServices } from '@/lib/services';
import type { GroupCaps } from '@/types/api';
import styles from '@/features/admin/Admin.module.css';

const CAPS = ['daily_questions', 'daily_price_usd'] as const;
const NEW: GroupCaps = { name: '', daily_questions: null, daily_price_usd: null };

/** Groups of the user pool that have caps of their own. */
export function Groups() {
  const { api } = useServices();
  const [chosen, setChosen] = useState<GroupCaps | null>(null);
  const [name, setName] = useState('');
  const query = useQuery({ queryKey: [...ADMIN, 'groups'], queryFn: () => getGroups(api) });
  const change = useChange((caps: GroupCaps) => setGroupCaps(api, caps));
  const choose = (group: GroupCaps) => {
    setName(group.name);
    setChosen(group);
  };

  if (chosen) {
    return (
      <CapFields
        title={chosen.name ? t.admin.capsOf(chosen.name) : t.admin.addGroup}
        names={CAPS}
        chosen={chosen}
        busy={change.isPending}
        ready={name.trim() !== ''}
        problem={change.problem}
        onSubmit={(caps) =>
          change.mutate({ name: name.trim(), ...caps }, { onSuccess: () => setChosen(null) })
        }
        onCancel={() => setChosen(null)}
      >
        {!chosen.name && (
          <Field label={t.admin.groupName} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </CapFields>
    );
  }
  return (
    <>
      <p className={styles.hint}>{t.admin.groupsText}</p>
      <Loaded query={query}>
        {(groups) => (
          <ul className={styles.list}>
            {groups.map((group) => (
              <li key={group.name} data-testid="group">
                <strong>{group.name}</strong>
                <span>
                  {[
                    group.daily_questions !== null &&
                      `${t.admin.caps.daily_questions}: ${count(group.daily_questions)}`,
                    group.daily_price_usd !== null &&
                      `${t.admin.caps.daily_price_usd}: ${money(group.daily_price_usd)}`,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
                <Button small onClick={() => choose(group)} aria-label={t.admin.changeOf(group.name)}>
                  {t.admin.change}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <Button icon="plus" onClick={() => choose(NEW)}>
        {t.admin.addGroup}
      </Button>
    </>
  );
}
