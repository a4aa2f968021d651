/** What a citation rests on, beside its mark: the file, where in it, the quote, and whether it says what is claimed. */
import { Suspense, lazy, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { sharedWords } from '@/features/chat/claim';
import { isHardToRead } from '@/features/chat/hard-to-read';
import { standingText } from '@/features/chat/standing';
import type { CardForm } from '@/features/chat/use-card';
import { Button, IconButton } from '@/components/Button';
import { Icon } from '@/components/Icon';
import { quoteText } from '@/components/markdown/quote-text';
import { isMarkdown } from '@/components/QuoteText';
import { t, useLanguage } from '@/config/strings';
import { copyText } from '@/lib/clipboard';
import { useCopied } from '@/lib/use-copied';
import type { Citation, Passage } from '@/types/api';
import styles from '@/features/chat/CitationCard.module.css';

const OriginalLink = lazy(() => import('@/features/chat/OriginalLink'));

interface CitationCardProps {
  form: CardForm;
  mark: RefObject<HTMLElement | null>;
  passage: Passage;
  citation: Citation | null;
  claim: string;
  onOpen: () => void;
  onClose: () => void;
}

/** Below its mark where there is room, else above; never outside the window. */
function place(card: HTMLElement, mark: HTMLElement): void {
  const at = mark.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const below = at.bottom + 6 + height <= innerHeight;
  card.style.top = `${Math.max(8, below ? at.bottom + 6 : at.top - 6 - height)}px`;
  card.style.left = `${Math.max(8, Math.min(at.left - 24, innerWidth - width - 8))}px`;
}

export function CitationCard({ form, mark, passage, citation, claim, onOpen, onClose }: CitationCardProps) {
  useLanguage();
  const card = useRef<HTMLSpanElement>(null);
  const [copied, setCopied] = useCopied();
  const quote = citation?.quote && isMarkdown(passage.filename) ? quoteText(citation.quote) : citation?.quote;
  const page = citation?.page ?? passage.page;
  const path = (citation?.heading ?? passage.heading).join(' › ');

  useLayoutEffect(() => {
    const element = card.current;
    if (!element || !mark.current) return;
    element.showPopover();
    // It grows when it learns where the original is.
    const growth = new ResizeObserver(() => {
      if (form === 'float' && mark.current) place(element, mark.current);
    });
    growth.observe(element);
    if (form === 'float') place(element, mark.current);
    else element.focus();
    return () => {
      growth.disconnect();
      element.hidePopover();
    };
  }, [form, mark]);

  useEffect(() => {
    const [element, anchor] = [card.current, mark.current];
    if (form === 'sheet' || !element || !anchor) return;
    const follow = ({ target }: Event) => {
      if (element.contains(target as Node)) return;
      const { top, bottom } = anchor.getBoundingClientRect();
      // A card whose mark is scrolled away points nowhere.
      if (bottom < 0 || top > innerHeight) onClose();
      else place(element, anchor);
    };
    addEventListener('scroll', follow, { capture: true, passive: true });
    return () => removeEventListener('scroll', follow, { capture: true });
  }, [form, mark, onClose]);

  return (
    <span
      ref={card}
      popover={form === 'sheet' ? 'auto' : 'manual'}
      role="group"
      tabIndex={-1}
      aria-label={t.content.citationCard}
      className={form === 'sheet' ? `${styles.card} ${styles.sheet}` : styles.card}
      data-testid="citation-card"
      onToggle={(event) => event.newState === 'closed' && onClose()}
    >
      <span className={styles.head}>
        <span className={styles.type} aria-hidden="true">
          {/\.([^.]{1,4})$/.exec(passage.filename)?.[1]?.toUpperCase() ?? <Icon name="file" size={14} />}
        </span>
        <span className={styles.name} dir="auto">
          {passage.filename}
        </span>
        {form === 'sheet' && <IconButton small icon="close" label={t.app.close} onClick={onClose} />}
      </span>
      <span className={styles.position} dir="auto">
        {passage.profile ? t.chat.profile : [page && t.chat.page(page), path].filter(Boolean).join(' · ')}
      </span>
      {quote && (
        <q className={styles.quote} dir="auto">
          {sharedWords(quote, claim).map(({ text, shared }, index) =>
            shared ? <b key={index}>{text}</b> : text,
          )}
        </q>
      )}
      <Checks citation={citation} />
      <span className={styles.actions}>
        <Button small icon="panel" onClick={onOpen}>
          {page === null ? t.content.openPassage : t.content.openPage}
        </Button>
        {quote && (
          <Button
            small
            kind="quiet"
            icon={copied ? 'check' : 'copy'}
            onClick={() => void copyText(quote).then(setCopied)}
          >
            {copied ? t.chat.copied : t.content.copyQuote}
          </Button>
        )}
        <Suspense>
          <OriginalLink documentId={passage.document_id} />
        </Suspense>
      </span>
    </span>
  );
}

/** Whether the quote says what is claimed, and still stands where it stood. */
function Checks({ citation }: { citation: Citation | null }) {
  if (!citation) return null;
  const standing = standingText(citation);
  const doubts = [
    !citation.verified && t.chat.unverified,
    isHardToRead(citation) && t.chat.hardToRead,
    standing,
  ].filter((doubt) => typeof doubt === 'string');
  if (doubts.length === 0) {
    return (
      <span className={styles.sure}>
        <Icon name="check" size={14} />
        {t.content.verified}
      </span>
    );
  }
  return doubts.map((doubt) => (
    <span key={doubt} className={styles.doubt}>
      <Icon name="alert" size={14} />
      {doubt}
    </span>
  ));
}
