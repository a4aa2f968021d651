import { useEffect, useRef } from 'react';
import { useAddFiles, useUploadQueue, useUploads } from '@/features/documents/upload-context';
import type { Destination } from '@/features/documents/upload-queue';
import { UploadRow } from '@/features/documents/UploadRow';
import { Button } from '@/components/Button';
import { t } from '@/config/late-strings';
import { acceptAttribute } from '@/lib/check-file';
import { useServices } from '@/lib/services';
import styles from '@/features/documents/Sharing.module.css';

/** Adds files to another's collection, also those that are dropped or pasted meanwhile. */
export function AddToShared({ into: { id, name } }: { into: Destination }) {
  const { upload } = useServices().config;
  const addFiles = useAddFiles();
  const queue = useUploadQueue();
  const input = useRef<HTMLInputElement>(null);
  const own = useUploads().filter(({ into }) => into?.id === id);

  useEffect(() => queue.aimAt({ id, name }), [queue, id, name]);

  return (
    <>
      <p>{t.sharing.addText}</p>
      <div>
        <Button icon="plus" data-testid="add-to-shared" onClick={() => input.current?.click()}>
          {t.documents.add}
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-label={t.documents.add}
        accept={acceptAttribute(upload)}
        data-testid="shared-upload-input"
        onChange={(event) => {
          addFiles([...(event.target.files ?? [])], { into: { id, name } });
          event.target.value = ''; // The same file chosen again must count as a change.
        }}
      />
      {own.length > 0 && (
        <ul className={styles.list}>
          {own.map((one) => (
            <UploadRow key={one.key} upload={one} />
          ))}
        </ul>
      )}
    </>
  );
}
