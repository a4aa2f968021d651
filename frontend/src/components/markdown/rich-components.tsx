/** How Markdown is drawn, in answers and in documents: no raw HTML, no images loaded, links that say where they go. */
import type { Components, Options } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { remarkBlockRules } from '@/components/markdown/block-rules';
import { CodeBlock } from '@/components/markdown/CodeBlock';
import { Formula } from '@/components/markdown/Formula';
import { remarkFormulas } from '@/components/markdown/formula-marks';
import { rehypeFigures } from '@/components/markdown/figures';
import { TableBlock } from '@/components/markdown/TableBlock';
import { SafeLink } from '@/components/SafeLink';
import { t } from '@/config/strings';

// One tilde is no strike: it stands before numbers (~5 %) and below letters (H~2~O).
export const richPlugins: NonNullable<Options['remarkPlugins']> = [
  [remarkGfm, { singleTilde: false }],
  remarkFormulas,
  remarkBlockRules,
];

export const richRehype: NonNullable<Options['rehypePlugins']> = [rehypeFigures];

export const richComponents: Components = {
  a: ({ href, children }) => <SafeLink href={href}>{children}</SafeLink>,
  img: ({ src, alt }) => (
    <SafeLink href={typeof src === 'string' ? src : undefined}>{t.chat.image(alt ?? '')}</SafeLink>
  ),
  data: ({ node, children }) => (
    <Formula
      tex={String(node?.properties.dataTex)}
      display={node?.properties.dataDisplay === 'true'}
      source={children}
    />
  ),
  pre: ({ node, children }) => <CodeBlock language={languageOf(node)}>{children}</CodeBlock>,
  input: ({ checked, type }) => (
    <input type={type} checked={checked} disabled aria-label={checked ? t.chat.taskDone : t.chat.taskOpen} />
  ),
  table: ({ children, dir }) => <TableBlock dir={dir}>{children}</TableBlock>,
};

/** The word behind a fence, if there is one. */
function languageOf(pre: { children: readonly unknown[] } | undefined): string | null {
  const [code] = (pre?.children ?? []) as { properties?: { className?: unknown } }[];
  const names = code?.properties?.className;
  const name: unknown = Array.isArray(names) ? names[0] : undefined;
  return typeof name === 'string' ? name.replace(/^language-/, '') : null;
}
