import { useState, type ReactNode } from 'react';
import { toggleDocument, type ScopeChoice } from '@/features/chat/scope';
import { carriedDocument, carriesDocument } from '@/lib/carried-document';
import styles from '@/features/chat/Composer.module.css';

/** The box of the question; a document that is dropped on it limits the question to it. */
export function DropTarget({ scopeChoice, children }: { scopeChoice: ScopeChoice; children: ReactNode }) {
  const [over, setOver] = useState(false);
  const { scope, onScope } = scopeChoice;
  return (
    <div
      className={styles.box}
      data-over={over}
      data-testid="composer-box"
      onDragOver={(event) => {
        if (!carriesDocument(event.dataTransfer)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        if (!carriesDocument(event.dataTransfer)) return;
        event.preventDefault();
        setOver(false);
        const id = carriedDocument(event.dataTransfer);
        if (!scope.documentIds.includes(id)) onScope(toggleDocument(scope, id));
      }}
    >
      {children}
    </div>
  );
}
