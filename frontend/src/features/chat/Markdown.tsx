/** An answer's markdown: no raw HTML, no images loaded, links that say where they go, its markers as citations. */
import { memo, useDeferredValue } from 'react';
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import remend from 'remend';
import { remarkBlockRules } from '@/features/chat/block-rules';
import { CitationMark } from '@/features/chat/CitationMark';
import { CodeBlock } from '@/features/chat/CodeBlock';
import { markCitations, remarkCitations } from '@/features/chat/citation-marks';
import { Formula } from '@/features/chat/Formula';
import { markFormulas, remarkFormulas } from '@/features/chat/formula-marks';
import { splitBlocks, type Block } from '@/features/chat/split-blocks';
import { SafeLink } from '@/components/SafeLink';
import { t } from '@/config/strings';
import { usePrinting } from '@/lib/use-printing';
import styles from '@/features/chat/Markdown.module.css';

/** Past this many, blocks out of sight are left out of layout and painting. */
const MANY_BLOCKS = 24;

/** As much of a stored answer is drawn at once: more than a screenful. */
const FIRST_DRAWN = 4_000;

// One tilde is no strike: it stands before numbers (~5 %) and below letters (H~2~O).
const plugins: Options['remarkPlugins'] = [
  [remarkGfm, { singleTilde: false }],
  remarkFormulas,
  remarkBlockRules,
  remarkCitations,
];

function components(offset: number): Components {
  return {
    a: ({ href, children }) => <SafeLink href={href}>{children}</SafeLink>,
    img: ({ src, alt }) => (
      <SafeLink href={typeof src === 'string' ? src : undefined}>{t.chat.image(alt ?? '')}</SafeLink>
    ),
    cite: ({ node }) => (
      <CitationMark n={Number(node?.properties.dataN)} at={offset + Number(node?.properties.dataAt)} />
    ),
    data: ({ node, children }) => (
      <Formula
        tex={String(node?.properties.dataTex)}
        display={node?.properties.dataDisplay === 'true'}
        source={children}
      />
    ),
    pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
    input: ({ checked, type }) => (
      <input
        type={type}
        checked={checked}
        disabled
        aria-label={checked ? t.chat.taskDone : t.chat.taskOpen}
      />
    ),
    table: ({ children, dir }) => (
      // Wide tables scroll by themselves, with the keyboard too.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      <div className={styles.table} tabIndex={0} role="region" aria-label={t.chat.table}>
        <table dir={dir}>{children}</table>
      </div>
    ),
  };
}

const MarkdownBlock = memo(function MarkdownBlock({ text, offset, head, continues }: Block) {
  return (
    <div className={styles.block} data-continues={continues || undefined}>
      <ReactMarkdown remarkPlugins={plugins} components={components(offset - head.length)}>
        {head + text}
      </ReactMarkdown>
    </div>
  );
});

/** Closes what is half typed, and holds back a citation until its bracket closes. */
function mend(text: string): string {
  return remend(text.replace(/\[\d{0,3}$/, ''), { linkMode: 'text-only' });
}

interface MarkdownProps {
  text: string;
  /** Where its markers `[n]` begin (code points); null where every `[n]` is one. */
  markers: readonly number[] | null;
  growing: boolean;
}

export default function Markdown({ text, markers, growing }: MarkdownProps) {
  const atOnce = usePrinting() || growing;
  // A long answer that is opened, not streamed, is drawn over several frames.
  const later = useDeferredValue(text, atOnce ? text : text.slice(0, FIRST_DRAWN));
  const blocks = splitBlocks(markFormulas(markCitations(growing ? text : later, markers)));
  return (
    <div className={blocks.length > MANY_BLOCKS ? styles.long : styles.markdown}>
      {blocks.map((block, index) => (
        <MarkdownBlock
          {...block}
          key={block.offset}
          text={growing && index === blocks.length - 1 ? mend(block.text) : block.text}
        />
      ))}
    </div>
  );
}
