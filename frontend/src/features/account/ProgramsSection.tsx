import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getTokens, revokeToken } from '@/features/account/account-api';
import { NewToken } from '@/features/account/NewToken';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Panel } from '@/components/Panel';
import { Spinner } from '@/components/Spinner';
import { moment } from '@/config/format';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { copyText } from '@/lib/clipboard';
import { useServices } from '@/lib/services';
import { useCopied } from '@/lib/use-copied';
import type { MadeToken, PersonalToken } from '@/types/api';
import styles from '@/features/account/Programs.module.css';

const KEY = ['tokens'];

/** The tokens that the person has made for programs; a new one is shown once. */
export function ProgramsSection() {
  const { api, apiUrl } = useServices();
  const cache = useQueryClient();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<MadeToken | null>(null);
  const found = useQuery({ queryKey: KEY, queryFn: () => getTokens(api), staleTime: 0 });
  const again = () => void cache.invalidateQueries({ queryKey: KEY });

  function keep(token: MadeToken) {
    setMade(token);
    setMaking(false);
    again();
  }

  return (
    <div className={styles.programs}>
      <p>{t.programs.text}</p>
      <p>
        {t.programs.address} <code className={styles.code}>{`${apiUrl}/mcp`}</code>
      </p>
      {made && <Made token={made} />}
      {making ? (
        <NewToken onMade={keep} onCancel={() => setMaking(false)} />
      ) : (
        <Button icon="plus" data-testid="new-token" onClick={() => setMaking(true)}>
          {t.programs.create}
        </Button>
      )}
      {found.isPending && <Spinner label={t.app.loading} />}
      {found.isError && <Notice onRetry={() => void found.refetch()}>{errorText(found.error)}</Notice>}
      {found.data?.length === 0 && <p className={styles.fact}>{t.programs.none}</p>}
      {found.data && (
        <ul className={styles.list}>
          {found.data.map((token) => (
            <Kept key={token.id} token={token} onRevoked={again} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Made({ token }: { token: MadeToken }) {
  const [copied, setCopied] = useCopied();
  return (
    <div className={styles.made} role="status">
      <p>{t.programs.made}</p>
      <code className={styles.code} data-testid="token">
        {token.token}
      </code>
      <Button
        small
        icon={copied ? 'check' : 'copy'}
        onClick={() => void copyText(token.token).then(setCopied)}
      >
        {copied ? t.chat.copied : t.programs.copy}
      </Button>
    </div>
  );
}

function Kept({ token, onRevoked }: { token: PersonalToken; onRevoked: () => void }) {
  const { api } = useServices();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function revoke() {
    setBusy(true);
    try {
      await revokeToken(api, token.id);
      onRevoked();
    } catch (error) {
      setProblem(errorText(error));
    } finally {
      setBusy(false);
    }
  }

  const used = token.last_used_at ? t.programs.used(moment(token.last_used_at)) : t.programs.unused;
  return (
    <li className={styles.token} data-testid="kept-token">
      <strong dir="auto">{token.name}</strong>
      <span className={styles.fact}>{token.scopes.map((scope) => t.programs.scopes[scope]).join(' · ')}</span>
      <span className={styles.fact}>
        {used} · {t.programs.ends(moment(token.expires_at))}
      </span>
      {asking ? (
        <Panel
          danger
          problem={problem}
          busy={busy}
          submit={t.programs.revoke}
          onSubmit={() => void revoke()}
          onCancel={() => setAsking(false)}
        >
          <p>{t.programs.revokeText}</p>
        </Panel>
      ) : (
        <Button small aria-label={t.programs.revokeName(token.name)} onClick={() => setAsking(true)}>
          {t.programs.revoke}
        </Button>
      )}
    </li>
  );
}
