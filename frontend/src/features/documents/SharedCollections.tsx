import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { leave } from '@/features/documents/sharing-api';
import { SharedDocuments } from '@/features/documents/SharedDocuments';
import { COLLECTIONS } from '@/features/documents/documents-cache';
import { useShared } from '@/features/documents/use-collections';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { Dialog } from '@/components/Dialog';
import { Menu, type MenuAction } from '@/components/Menu';
import { Notice } from '@/components/Notice';
import { useToast } from '@/components/Toasts';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { ApiError } from '@/lib/api-client';
import { useServices } from '@/lib/services';
import type { Collection, GrailDocument } from '@/types/api';
import rows from '@/features/documents/CollectionsDialog.module.css';
import styles from '@/features/documents/Sharing.module.css';

interface SharedCollectionsProps {
  onAsk: (collection: Collection) => void;
  onShare: (collection: Collection) => void;
  onOpen: (document: GrailDocument) => void;
}

type Step = { collection: Collection; act: 'read' | 'leave' | 'stay' } | null;

/** What others share with the person: to read, ask and leave; nothing where nobody shares anything. */
export function SharedCollections({ onAsk, onShare, onOpen }: SharedCollectionsProps) {
  const shared = useShared();
  const { api } = useServices();
  const client = useQueryClient();
  const toast = useToast();
  const [step, setStep] = useState<Step>(null);

  async function leaveNow({ id, name }: Collection) {
    try {
      await leave(api, id);
      toast({ text: t.sharing.left(name) });
    } catch (error) {
      const noMember = error instanceof ApiError && error.code === 'collection_not_found';
      toast({ text: noMember ? t.sharing.notLeft : errorText(error), tone: 'problem' });
    }
    await client.invalidateQueries({ queryKey: COLLECTIONS });
  }

  const menuOf = (collection: Collection): MenuAction[] => [
    {
      label: t.collections.ask,
      icon: 'send',
      disabled: collection.documents === 0,
      run: () => onAsk(collection),
    },
    ...(collection.role === 'manager'
      ? [{ label: t.sharing.share, icon: 'user' as const, run: () => onShare(collection) }]
      : []),
    {
      label: t.sharing.leave,
      icon: 'exit',
      danger: true,
      run: () => setStep({ collection, act: collection.everyone ? 'stay' : 'leave' }),
    },
  ];

  if (shared.items.length === 0 && !shared.isError) return null;
  return (
    <section className={styles.part} aria-label={t.sharing.shared}>
      <h3>{t.sharing.shared}</h3>
      {shared.isError && (
        <Notice onRetry={() => void shared.refetch()}>
          {t.collections.loadFailed} {errorText(shared.error)}
        </Notice>
      )}
      <ul className={rows.list}>
        {shared.items.map((collection) => (
          <li key={collection.id} className={rows.row} data-testid="shared-collection">
            <button type="button" className={rows.show} onClick={() => setStep({ collection, act: 'read' })}>
              <span dir="auto">{collection.name}</span>
              <small>{aboutOf(collection)}</small>
            </button>
            <Menu label={t.documents.actions(collection.name)} actions={menuOf(collection)} />
          </li>
        ))}
      </ul>
      {step?.act === 'read' && (
        <SharedDocuments collection={step.collection} onOpen={onOpen} onClose={() => setStep(null)} />
      )}
      {step?.act === 'stay' && (
        <Dialog title={t.sharing.stays(step.collection.name)} onClose={() => setStep(null)}>
          <p>{t.sharing.staysText}</p>
        </Dialog>
      )}
      {step?.act === 'leave' && (
        <ConfirmDialog
          danger
          title={t.sharing.leaveTitle(step.collection.name)}
          text={t.sharing.leaveText}
          confirm={t.sharing.leave}
          onConfirm={() => void leaveNow(step.collection)}
          onClose={() => setStep(null)}
        />
      )}
    </section>
  );
}

function aboutOf({ documents, owner_name: owner, everyone }: Collection): string {
  return [t.documents.count(documents), owner && t.sharing.from(owner), everyone && t.sharing.withEveryone]
    .filter(Boolean)
    .join(' · ');
}
