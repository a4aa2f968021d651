/** An answer's markdown: no raw HTML, no images loaded, links that say where they go, its markers as citations. */
import { memo, useDeferredValue, useState } from 'react';
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import remend from 'remend';
import { CitationMark } from '@/features/chat/CitationMark';
import { markCitations, remarkCitations } from '@/features/chat/citation-marks';
import { markFormulas } from '@/components/markdown/formula-marks';
import { remarkPipeRows } from '@/components/markdown/pipe-rows';
import { richComponents, richPlugins, richRehype } from '@/components/markdown/rich-components';
import { splitBlocks, type Block } from '@/components/markdown/split-blocks';
import { useLanguage } from '@/config/strings';
import { usePrinting } from '@/lib/use-printing';
import styles from '@/components/markdown/Markdown.module.css';

/** Past this many, blocks out of sight are left out of layout and painting. */
const MANY_BLOCKS = 24;

/** As much of a stored answer is drawn at once: more than a screenful. */
const FIRST_DRAWN = 4_000;

const plugins: Options['remarkPlugins'] = [...richPlugins, remarkCitations, remarkPipeRows];

function components(offset: number): Components {
  return {
    ...richComponents,
    cite: ({ node }) => (
      <CitationMark n={Number(node?.properties.dataN)} at={offset + Number(node?.properties.dataAt)} />
    ),
  };
}

const MarkdownBlock = memo(function MarkdownBlock({ text, offset, head, continues }: Block) {
  useLanguage();
  return (
    <div className={styles.block} data-continues={continues || undefined}>
      <ReactMarkdown
        remarkPlugins={plugins}
        rehypePlugins={richRehype}
        components={components(offset - head.length)}
      >
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
  const [streamed] = useState(growing);
  const atOnce = usePrinting() || growing || streamed;
  // A long answer that is opened, not streamed, is drawn over several frames.
  const later = useDeferredValue(text, atOnce ? text : text.slice(0, FIRST_DRAWN));
  const blocks = splitBlocks(markFormulas(markCitations(atOnce ? text : later, markers)), growing);
  return (
    <div className={blocks.length > MANY_BLOCKS ? styles.long : styles.markdown} data-answer>
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
