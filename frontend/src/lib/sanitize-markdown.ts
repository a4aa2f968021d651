/**
 * Rewrites Markdown so that no program that shows it runs HTML or fetches a picture: an answer may repeat what a
 * document told the model to write. HTML becomes text, an image becomes a link, code stays code.
 */
import type { Nodes, Parents, Root, Text } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkStringify, { type Options } from 'remark-stringify';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

const FLOW = new Set(['root', 'blockquote', 'listItem', 'footnoteDefinition']);

const OPTIONS: Options = {
  bullet: '-',
  rule: '-',
  resourceLink: true,
  // Pandoc reads formulas after `$`; it and kramdown read attributes, even raw HTML, after `{`.
  unsafe: ['$', '{'].map((character) => ({ character, inConstruct: 'phrasing' })),
  handlers: {
    // `&lt;` is safe in more programs than `\<`. A bare `[1]` is how answers cite, but behind `!` it may be a picture.
    text: (node: Text, _parent, state, info) =>
      state
        .safe(node.value, info)
        .replace(/\\</g, '&lt;')
        .replace(/(?<!!)\\\[(\d+)\](?!:)/g, (escaped: string, number: string, at: number) =>
          at === 0 && info.before === '!' ? escaped : `[${number}]`,
        ),
  },
};

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm, { tablePipeAlign: false })
  .use(() => (tree: Root) => visit(tree, disarm))
  .use(remarkStringify, OPTIONS);

export function sanitizeMarkdown(markdown: string): string {
  try {
    return processor.processSync(markdown).toString().trimEnd();
  } catch (error) {
    // Text nested thousands deep, such as a line of `>`, overflows the stack.
    if (!(error instanceof RangeError)) throw error;
    return markdown.replace(/</g, '&lt;').replace(/!\[/g, '!\\[');
  }
}

function disarm(node: Nodes, _index: number | undefined, parent: Parents | undefined): void {
  const asText = (value: string): { children: Text[] } => ({ children: [{ type: 'text', value }] });
  switch (node.type) {
    case 'html':
      if (parent && FLOW.has(parent.type)) Object.assign(node, { type: 'paragraph', ...asText(node.value) });
      else Object.assign(node, { type: 'text' });
      break;
    case 'image':
      Object.assign(node, { type: 'link', ...asText(node.alt ?? '') });
      break;
    case 'imageReference':
      Object.assign(node, { type: 'linkReference', ...asText(node.alt ?? '') });
      break;
    case 'inlineCode':
      // A line that begins within code may begin a table for other programs.
      node.value = node.value.replace(/[\r\n]+/g, ' ');
      break;
    case 'code':
      // Pandoc reads `{=html}` behind a fence as raw HTML.
      node.meta = null;
      if (!/^[\w+#.-]*$/.test(node.lang ?? '')) node.lang = null;
  }
  // A mark of code within an address or a title would begin code for other programs.
  if ('url' in node)
    Object.assign(node, { title: null, url: node.url.replace(/[`<>|\\\s]/g, encodeURIComponent) });
}
