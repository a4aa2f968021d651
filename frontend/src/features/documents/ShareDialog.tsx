/** Who else may read a collection: people by their addresses, and everyone who is signed in. */
import { useId, useRef, useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { give, listGrants, revoke, type Given } from '@/features/documents/sharing-api';
import { COLLECTIONS } from '@/features/documents/documents-cache';
import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { Dialog } from '@/components/Dialog';
import { Field } from '@/components/Field';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { moment } from '@/config/format';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { textFor } from '@/config/text-for';
import { ApiError } from '@/lib/api-client';
import { useServices } from '@/lib/services';
import type { Collection, Grant, GrantRole } from '@/types/api';
import styles from '@/features/documents/Sharing.module.css';

/** A manager makes no managers. */
const OF_MANAGERS: readonly GrantRole[] = ['viewer', 'contributor'];
const OF_OWNERS: readonly GrantRole[] = [...OF_MANAGERS, 'manager'];

interface ShareDialogProps {
  collection: Collection;
  onClose: () => void;
}

/** Of what is given the page knows more than the general sentence of a code says. */
function refusalOf(error: Error): string {
  const code = error instanceof ApiError ? error.code : '';
  return textFor(t.sharing.refusals, code) ?? errorText(error);
}

function useGrants({ id }: Collection) {
  const { api } = useServices();
  const client = useQueryClient();
  const queryKey = ['grants', id];
  const grants = useQuery({ queryKey, queryFn: () => listGrants(api, id), staleTime: 0 });
  const onSettled = async () => {
    await client.invalidateQueries({ queryKey });
    await client.invalidateQueries({ queryKey: COLLECTIONS });
  };
  return {
    grants,
    giving: useMutation({ mutationFn: (given: Given) => give(api, id, given), onSettled }),
    ending: useMutation({ mutationFn: (grantId: string) => revoke(api, id, grantId), onSettled }),
  };
}

export default function ShareDialog({ collection, onClose }: ShareDialogProps) {
  const { grants, giving, ending } = useGrants(collection);
  const [asking, setAsking] = useState<Grant | 'everyone' | null>(null);
  const body = useRef<HTMLDivElement>(null);
  const managing = collection.role === 'manager';
  const problem = grants.error ?? ending.error;
  const everyone = grants.data?.some((grant) => grant.everyone) ?? true;
  const end = ({ id }: Grant) => {
    ending.mutate(id);
    // The button that was pressed goes with its row.
    body.current?.querySelector('input')?.focus();
  };

  return (
    <Dialog title={t.sharing.title(collection.name)} onClose={onClose}>
      <div ref={body} className={styles.body}>
        <p>{t.sharing.text}</p>
        <GiveForm
          roles={managing ? OF_MANAGERS : OF_OWNERS}
          busy={giving.isPending}
          onGive={(given, done) => giving.mutate(given, { onSuccess: done })}
        />
        {giving.error && <Notice>{refusalOf(giving.error)}</Notice>}
        {problem && <Notice>{errorText(problem)}</Notice>}
        {grants.isPending && <Spinner label={t.app.loading} />}
        {grants.data?.length === 0 && <p className={styles.none}>{t.sharing.none}</p>}
        <ul className={styles.list}>
          {grants.data?.map((grant) => (
            <GrantRow
              key={grant.id}
              grant={grant}
              busy={ending.isPending}
              onEnd={managing && grant.role === 'manager' ? null : () => setAsking(grant)}
            />
          ))}
        </ul>
        {!everyone && (
          <div>
            <Button small icon="globe" disabled={giving.isPending} onClick={() => setAsking('everyone')}>
              {t.sharing.giveEveryone}
            </Button>
          </div>
        )}
      </div>
      {asking === 'everyone' && (
        <ConfirmDialog
          title={t.sharing.giveEveryone}
          text={t.sharing.everyoneText}
          confirm={t.sharing.give}
          onConfirm={() => giving.mutate({ email: null, role: 'viewer' })}
          onClose={() => setAsking(null)}
        />
      )}
      {asking !== null && asking !== 'everyone' && (
        <ConfirmDialog
          danger
          title={t.sharing.endOf(asking.email ?? t.sharing.everyone)}
          text={t.sharing.endText}
          confirm={t.sharing.end}
          onConfirm={() => end(asking)}
          onClose={() => setAsking(null)}
        />
      )}
    </Dialog>
  );
}

interface GiveFormProps {
  roles: readonly GrantRole[];
  busy: boolean;
  /** `done` is called once it is given. */
  onGive: (given: Given, done: () => void) => void;
}

function GiveForm({ roles, busy, onGive }: GiveFormProps) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<GrantRole>('viewer');
  const id = useId();
  return (
    <form
      className={styles.give}
      onSubmit={(event) => {
        event.preventDefault();
        onGive({ email: email.trim(), role }, () => setEmail(''));
      }}
    >
      <Field
        label={t.sharing.address}
        type="text"
        inputMode="email"
        dir="ltr"
        autoComplete="off"
        spellCheck={false}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <div className={styles.role}>
        <label htmlFor={id}>{t.sharing.role}</label>
        <select
          id={id}
          className={styles.select}
          value={role}
          onChange={(event) => setRole(roles.find((one) => one === event.target.value) ?? 'viewer')}
        >
          {roles.map((one) => (
            <option key={one} value={one}>
              {t.sharing.roles[one]}
            </option>
          ))}
        </select>
      </div>
      <Button kind="primary" type="submit" disabled={busy || email.trim() === ''}>
        {t.sharing.give}
      </Button>
    </form>
  );
}

interface GrantRowProps {
  grant: Grant;
  busy: boolean;
  /** Null where it is not the person's to end. */
  onEnd: (() => void) | null;
}

function GrantRow({ grant, busy, onEnd }: GrantRowProps) {
  const who = grant.email ?? t.sharing.everyone;
  const state =
    grant.status === 'waiting' && grant.waits_until
      ? t.sharing.waitsUntil(moment(grant.waits_until))
      : t.sharing.states[grant.status];
  const parts = grant.everyone ? [t.sharing.roles[grant.role]] : [t.sharing.roles[grant.role], state];
  return (
    <li data-testid="grant" data-status={grant.status}>
      <span className={styles.who}>
        <span dir="auto">{who}</span>
        <small>{parts.join(' · ')}</small>
      </span>
      {onEnd && (
        <Button small disabled={busy} aria-label={t.sharing.endOf(who)} onClick={onEnd}>
          {t.sharing.end}
        </Button>
      )}
    </li>
  );
}
