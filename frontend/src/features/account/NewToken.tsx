import { useState } from 'react';
import { createToken } from '@/features/account/account-api';
import { DaysChoice } from '@/components/DaysChoice';
import { Field } from '@/components/Field';
import { Panel } from '@/components/Panel';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { useServices } from '@/lib/services';
import type { MadeToken, TokenScope } from '@/types/api';
import styles from '@/features/account/Programs.module.css';

const SCOPES: readonly TokenScope[] = ['read', 'ask', 'write'];
const DAYS: readonly number[] = [7, 30, 90, 365];

/** What a new token is for, what it may do, and how long. */
export function NewToken({ onMade, onCancel }: { onMade: (token: MadeToken) => void; onCancel: () => void }) {
  const { api } = useServices();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly TokenScope[]>(['read']);
  const [days, setDays] = useState(90);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function create() {
    setBusy(true);
    setProblem(null);
    try {
      onMade(await createToken(api, { name, scopes, days }));
    } catch (error) {
      setProblem(errorText(error));
      setBusy(false);
    }
  }

  const toggle = (scope: TokenScope) =>
    setScopes(scopes.includes(scope) ? scopes.filter((one) => one !== scope) : [...scopes, scope]);
  return (
    <Panel
      problem={problem}
      busy={busy}
      ready={name.trim() !== '' && scopes.length > 0}
      submit={t.programs.create}
      onSubmit={() => void create()}
      onCancel={onCancel}
    >
      <Field
        label={t.programs.name}
        hint={t.programs.nameHint}
        value={name}
        maxLength={100}
        autoFocus
        autoComplete="off"
        data-testid="token-name"
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset className={styles.scopes}>
        <legend>{t.programs.may}</legend>
        {SCOPES.map((scope) => (
          <label key={scope}>
            <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
            {t.programs.scopes[scope]}
          </label>
        ))}
      </fieldset>
      <DaysChoice choices={DAYS} days={days} onDays={setDays} />
    </Panel>
  );
}
