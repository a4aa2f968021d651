/** A run of a document's text, drawn as what it is: Markdown, code, or the blocks that its lines make. */
import { memo } from 'react';
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import { kindOf } from '@/features/reader/document-kind';
import type { DocumentRun } from '@/features/reader/document-runs';
import { rehypeMark, type Marking } from '@/features/reader/mark-source';
import { markdownStart } from '@/features/reader/markdown-start';
import { codeTree, plainTree, type PlainNode } from '@/features/reader/plain-tree';
import { markFormulas } from '@/components/markdown/formula-marks';
import { richComponents, richPlugins, richRehype } from '@/components/markdown/rich-components';
import markdown from '@/components/markdown/Markdown.module.css';
import styles from '@/features/reader/TextView.module.css';

interface DocumentTextProps {
  filename: string;
  run: DocumentRun;
  /** Units of the run's text. */
  quote: readonly [number, number] | null;
  passage: readonly [number, number] | null;
}

type Plugins = NonNullable<Options['remarkPlugins']>;

/** The headings of a document stand below that of the reader. */
const components: Components = {
  ...richComponents,
  h1: 'h3',
  h2: 'h4',
  h3: 'h5',
  h4: 'h6',
  h5: 'h6',
  section: ({ children, ...props }) => (
    <div className={styles.cited} data-testid={(props as Record<string, string>)['data-testid']}>
      {children}
    </div>
  ),
};

/** A plugin that reads the text by a parser of the page's own. */
function reading(tree: () => PlainNode): Plugins {
  return [
    function remarkOwn(this: { parser?: unknown }) {
      this.parser = tree;
    } as Plugins[number],
  ];
}

/** Says of each heading of a Markdown text which path leads to it, for the line above the text. */
function remarkPaths(open: readonly string[]) {
  return (tree: unknown): void => {
    let path = [...open];
    for (const node of (tree as PlainNode).children ?? []) {
      if (node.type !== 'heading') continue;
      path = [...path.slice(0, Number(node.depth) - 1), textOf(node)];
      const hProperties = { ...node.data?.hProperties, dataPath: JSON.stringify(path) };
      node.data = { ...node.data, hProperties };
    }
  };
}

function textOf(node: PlainNode): string {
  return node.value ?? (node.children ?? []).map(textOf).join('');
}

interface Drawing {
  text: string;
  head: string;
  plugins: Plugins;
}

function drawingOf({ filename, run, quote }: DocumentTextProps): Drawing {
  const kind = kindOf(filename);
  if (kind.kind === 'markdown') {
    const head = markdownStart(run.text, run.start === 0);
    const plugins: Plugins = [...richPlugins, [remarkPaths, run.path]];
    return { text: head + markFormulas(run.text), head, plugins };
  }
  const tree =
    kind.kind === 'code'
      ? () => codeTree(run.text, kind.language)
      : () => plainTree(run.text, run.headings, quote);
  return { text: run.text, head: '', plugins: reading(tree) };
}

export default memo(function DocumentText(props: DocumentTextProps) {
  const { run, quote, passage } = props;
  const { text, head, plugins } = drawingOf(props);
  const marking: Marking = { source: head + run.text, head: head.length, quote, passage };
  return (
    <div className={`${markdown.markdown} ${markdown.block} ${styles.document}`}>
      <ReactMarkdown
        remarkPlugins={plugins}
        rehypePlugins={[...richRehype, [rehypeMark, marking]]}
        components={components}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
});
