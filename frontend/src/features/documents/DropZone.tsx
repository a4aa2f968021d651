/** Takes files dropped or pasted anywhere on the page, and holds the hidden file fields that buttons open. */
import {
  Suspense,
  lazy,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useRef,
  useState,
  type Ref,
} from 'react';
import { acceptAttribute, kindsOf } from '@/lib/check-file';
import { droppedFiles } from '@/features/documents/dropped-files';
import { useArrivals } from '@/features/documents/use-arrivals';
import { Icon } from '@/components/Icon';
import { t } from '@/config/strings';
import { useServices } from '@/lib/services';
import styles from '@/features/documents/DropZone.module.css';

const SameFilesDialog = lazy(() => import('@/features/documents/SameFilesDialog'));

export interface FilePicker {
  files: () => void;
  folder: () => void;
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Whether files are being dragged over the window, and what to do with them when they fall. */
function useWindowDrop(onFiles: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const take = useEffectEvent(onFiles);

  useEffect(() => {
    // Enter and leave come for every element passed: only their balance tells.
    let depth = 0;
    const enter = (event: DragEvent) => hasFiles(event) && ++depth && setOver(true);
    const leave = (event: DragEvent) => hasFiles(event) && --depth === 0 && setOver(false);
    const hover = (event: DragEvent) => hasFiles(event) && event.preventDefault();
    const drop = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      void droppedFiles(event.dataTransfer).then(take);
    };
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      take(files);
    };
    const heard: [string, (event: never) => void][] = [
      ['dragenter', enter],
      ['dragleave', leave],
      ['dragover', hover],
      ['drop', drop],
      ['paste', paste],
    ];
    for (const [name, run] of heard) window.addEventListener(name, run as EventListener);
    return () => {
      for (const [name, run] of heard) window.removeEventListener(name, run as EventListener);
    };
  }, []);

  return over;
}

export function DropZone({ ref }: { ref: Ref<FilePicker> }) {
  const { upload } = useServices().config;
  const { take: addFiles, ...same } = useArrivals();
  const over = useWindowDrop((files) => void addFiles(files));
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);

  useImperativeHandle(ref, () => ({
    files: () => files.current?.click(),
    folder: () => folder.current?.click(),
  }));

  function take(input: HTMLInputElement) {
    void addFiles([...(input.files ?? [])].filter((file) => !file.name.startsWith('.')));
    input.value = ''; // The same file chosen again must count as a change.
  }

  return (
    <>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-label={t.documents.add}
        accept={acceptAttribute(upload)}
        data-testid="upload-input"
        onChange={(event) => take(event.target)}
      />
      <input
        ref={folder}
        type="file"
        hidden
        tabIndex={-1}
        aria-label={t.documents.addFolder}
        webkitdirectory=""
        onChange={(event) => take(event.target)}
      />
      {same.asked.length > 0 && (
        <Suspense fallback={null}>
          <SameFilesDialog
            files={same.asked}
            onReplace={same.replace}
            onKeepBoth={same.keepBoth}
            onClose={same.skip}
          />
        </Suspense>
      )}
      {over && (
        <div className={styles.overlay}>
          <div className={styles.target}>
            <Icon name="upload" size={32} />
            <p className={styles.title}>{t.documents.dropTitle}</p>
            <p>{t.documents.dropHint(kindsOf(upload), upload.max_bytes)}</p>
          </div>
        </div>
      )}
    </>
  );
}
