import { useId } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { accept, decline } from '@/features/documents/sharing-api';
import { COLLECTIONS } from '@/features/documents/documents-cache';
import { INVITATIONS, useInvitations } from '@/features/documents/use-collections';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { textFor } from '@/config/text-for';
import { ApiError } from '@/lib/api-client';
import { useServices } from '@/lib/services';
import type { Invitation } from '@/types/api';
import styles from '@/features/documents/Sharing.module.css';

/** The general sentence of these codes is about documents. */
function refusalOf(error: Error): string {
  const code = error instanceof ApiError ? error.code : '';
  return textFor(t.sharing.notAccepted, code) ?? errorText(error);
}

/** Who invites the person to which collection; nothing where nobody does. */
export function Invitations() {
  const { api } = useServices();
  const client = useQueryClient();
  const invitations = useInvitations();
  const onSettled = async () => {
    await client.invalidateQueries({ queryKey: INVITATIONS });
    await client.invalidateQueries({ queryKey: COLLECTIONS });
  };
  const accepting = useMutation({ mutationFn: (id: string) => accept(api, id), onSettled });
  const declining = useMutation({ mutationFn: (id: string) => decline(api, id), onSettled });
  const problem = accepting.error ?? declining.error;
  const waiting = invitations.data ?? [];
  if (waiting.length === 0 && !problem) return null;
  return (
    <section className={styles.part} aria-label={t.sharing.invitations}>
      <h3>{t.sharing.invitations}</h3>
      {problem && <Notice>{refusalOf(problem)}</Notice>}
      <ul className={styles.list}>
        {waiting.map((invitation) => (
          <Row
            key={invitation.id}
            invitation={invitation}
            busy={accepting.isPending || declining.isPending}
            onAccept={() => accepting.mutate(invitation.id)}
            onDecline={() => declining.mutate(invitation.id)}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  invitation: Invitation;
  busy: boolean;
  onAccept: () => void;
  onDecline: () => void;
}

function Row({ invitation, busy, onAccept, onDecline }: RowProps) {
  const id = useId();
  const { collection, owner_name: owner, role } = invitation;
  return (
    <li data-testid="invitation">
      <span id={id} className={styles.who}>
        <span dir="auto">{collection.name}</span>
        <small>{[owner && t.sharing.from(owner), t.sharing.roles[role]].filter(Boolean).join(' · ')}</small>
      </span>
      <span className={styles.acts}>
        <Button small kind="primary" aria-describedby={id} disabled={busy} onClick={onAccept}>
          {t.sharing.accept}
        </Button>
        <Button small aria-describedby={id} disabled={busy} onClick={onDecline}>
          {t.sharing.decline}
        </Button>
      </span>
    </li>
  );
}
