import { getContentLink } from '@/features/reader/reader-api';
import type { ReaderTarget, ReaderView } from '@/features/reader/reader-target';
import { Button, IconButton } from '@/components/Button';
import { OriginalAddress } from '@/components/OriginalAddress';
import { useToast } from '@/components/Toasts';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { useServices } from '@/lib/services';
import styles from '@/features/reader/Reader.module.css';

interface ReaderHeadProps {
  /** The name of the document, which takes the focus when it is opened. */
  nameRef: React.Ref<HTMLHeadingElement>;
  target: ReaderTarget;
  filename: string;
  /** Title, authors, date and length; empty where nothing is known. */
  about: string;
  /** Where the original is, of a document that came from a source. */
  address: string | null;
  /** Null where there is only text to show. */
  view: ReaderView | null;
  onView: (view: ReaderView) => void;
  deleted: boolean;
  onAsk: () => void;
  onClose: () => void;
}

export function ReaderHead({
  nameRef,
  target,
  filename,
  about,
  address,
  view,
  onView,
  deleted,
  onAsk,
  onClose,
}: ReaderHeadProps) {
  const { api } = useServices();
  const toast = useToast();

  async function openOriginal() {
    // The tab is opened by the click itself: after an await it would count as a pop-up.
    const tab = window.open('', '_blank');
    try {
      const { url } = await getContentLink(api, target.documentId);
      if (tab) tab.opener = null;
      if (tab) tab.location.href = url;
    } catch (error) {
      tab?.close();
      toast({ text: errorText(error), tone: 'problem' });
    }
  }

  return (
    <header className={styles.head}>
      <div className={styles.bar}>
        <h2 ref={nameRef} tabIndex={-1} className={styles.name} dir="auto" title={filename}>
          {filename}
        </h2>
        {!deleted && (
          <IconButton icon="external" label={t.reader.download} onClick={() => void openOriginal()} />
        )}
        <IconButton icon="close" label={t.layout.closePanel} onClick={onClose} data-testid="reader-close" />
      </div>
      {about && (
        <p className={styles.about} dir="auto">
          {about}
        </p>
      )}
      {address && (
        <p className={styles.about}>
          <OriginalAddress address={address} />
        </p>
      )}
      <div className={styles.tools}>
        {view && (
          <div className={styles.views} role="group" aria-label={t.reader.views}>
            <button type="button" aria-pressed={view === 'page'} onClick={() => onView('page')}>
              {t.reader.pageView}
            </button>
            <button type="button" aria-pressed={view === 'text'} onClick={() => onView('text')}>
              {t.reader.textView}
            </button>
          </div>
        )}
        {!deleted && (
          <Button small kind="quiet" icon="send" onClick={onAsk}>
            {target.page === null ? t.reader.askAboutPassage : t.reader.askAboutPage}
          </Button>
        )}
      </div>
    </header>
  );
}
