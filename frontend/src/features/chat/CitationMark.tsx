import { use, useEffect, useId, useMemo, useRef } from 'react';
import { CitationCard } from '@/features/chat/CitationCard';
import { CiteContext } from '@/features/chat/cite-context';
import { citationAt } from '@/features/chat/citation-index';
import { claimOf, claimRange, tint } from '@/features/chat/claim';
import { isDoubtful, standingText } from '@/features/chat/standing';
import { useCard } from '@/features/chat/use-card';
import { t } from '@/config/strings';
import type { Citation, Passage } from '@/types/api';
import styles from '@/features/chat/CitationMark.module.css';

/** `[n]` as a button, where there is a source n; else the plain characters. */
export function CitationMark({ n, at }: { n: number; at: number }) {
  const { sources, citations } = use(CiteContext);
  const passage = sources[n - 1];
  if (!passage) return <>[{n}]</>;
  return <Mark n={n} at={at} passage={passage} citation={citationAt(citations, n, at)} />;
}

interface MarkProps {
  n: number;
  at: number;
  passage: Passage;
  citation: Citation | null;
}

function Mark({ n, at, passage, citation }: MarkProps) {
  const { answer, onCite } = use(CiteContext);
  const mark = useRef<HTMLButtonElement>(null);
  const card = useCard();
  const id = useId();
  const { form } = card;
  const claim = useMemo<[string, string]>(
    () => (form !== null && citation ? claimOf(answer, citation, at) : ['', '']),
    [answer, citation, at, form],
  );
  useEffect(
    () => (form !== null && mark.current ? tint(claimRange(mark.current, claim)) : undefined),
    [form, claim],
  );

  const doubtful = citation !== null && isDoubtful(citation);
  const doubt = doubtful ? (standingText(citation) ?? t.chat.unverified) : null;
  const open = () => {
    // The reader gives the focus back to where it was, which must not be in a card that is gone.
    mark.current?.focus({ preventScroll: true });
    card.close();
    onCite({ n, passage, citation });
  };

  return (
    <span className={styles.anchor} {...card.around}>
      <button
        ref={mark}
        type="button"
        className={doubtful ? styles.doubtful : styles.mark}
        data-testid="citation"
        data-n={n}
        aria-label={t.chat.citation(n, passage.filename, citation?.page ?? passage.page)}
        aria-describedby={doubt ? id : undefined}
        onClick={() => (card.wasTouched() ? card.open('sheet') : open())}
      >
        {n}
      </button>
      {doubt && (
        <span id={id} hidden>
          {doubt}
        </span>
      )}
      {form !== null && (
        <CitationCard
          form={form}
          mark={mark}
          passage={passage}
          citation={citation}
          claim={claim.join(' ')}
          onOpen={open}
          onClose={card.close}
        />
      )}
    </span>
  );
}
