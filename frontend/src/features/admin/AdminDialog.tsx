/** What only an admin sees: counters of people, caps, failed documents, models, how the stage stands, and the log. */
import { useState, type ComponentType } from 'react';
import { FailedDocuments } from '@/features/admin/FailedDocuments';
import { Groups } from '@/features/admin/Groups';
import { HealthView } from '@/features/admin/HealthView';
import { Log } from '@/features/admin/Log';
import { Models } from '@/features/admin/Models';
import { People } from '@/features/admin/People';
import { Dialog } from '@/components/Dialog';
import { t } from '@/config/late-strings';
import styles from '@/features/admin/Admin.module.css';

const PARTS = {
  people: People,
  groups: Groups,
  documents: FailedDocuments,
  models: Models,
  health: HealthView,
  log: Log,
} satisfies Record<string, ComponentType>;
type Part = keyof typeof PARTS;

export default function AdminDialog({ onClose }: { onClose: () => void }) {
  const [part, setPart] = useState<Part>('people');
  const Shown = PARTS[part];
  return (
    <Dialog title={t.menu.admin} wide onClose={onClose}>
      <div className={styles.admin}>
        <p className={styles.hint}>{t.admin.text}</p>
        <nav className={styles.parts} aria-label={t.admin.parts}>
          {(Object.keys(PARTS) as Part[]).map((name) => (
            <button
              key={name}
              type="button"
              aria-current={name === part ? 'page' : undefined}
              onClick={() => setPart(name)}
            >
              {t.admin.names[name]}
            </button>
          ))}
        </nav>
        <section aria-label={t.admin.names[part]} className={styles.part}>
          <Shown />
        </section>
      </div>
    </Dialog>
  );
}
