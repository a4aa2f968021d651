/** A conversation as one file that any browser opens: no script, no request, nothing of it fetched from anywhere. */
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { flushSync } from 'react-dom';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { moment } from '@/config/format';
import { t } from '@/config/strings';
import { inSlices } from '@/lib/in-slices';
import type { ConversationDetail, Message } from '@/types/api';

const STYLE = `
  body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1.0625rem/1.6 Georgia, serif; color: #211e1a; background: #faf8f5; }
  h1 { line-height: 1.25; } h2 { margin-top: 2.5rem; padding-top: 1.5rem; border-top: 1px solid #e5e0d7; font-size: 1.2rem; white-space: pre-wrap; }
  time, .sources { color: #645e54; font-size: 0.875rem; } pre { overflow-x: auto; padding: 0.75rem; background: #f2efe9; }
  table { border-collapse: collapse; } th, td { padding: 0.25rem 0.75rem; border: 1px solid #e5e0d7; text-align: start; } blockquote { margin-inline: 0; padding-inline-start: 1rem; border-inline-start: 3px solid #0d6a5d; }
  @media (prefers-color-scheme: dark) { body { color: #ece8e0; background: #171614; } pre { background: #121110; } th, td, h2 { border-color: #35322d; } time, .sources { color: #aaa397; } }
`;
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

export async function conversationAsHtml(conversation: ConversationDetail): Promise<string> {
  const body = document.createElement('div');
  const root = createRoot(body);
  const draw = (part: ReactNode) => {
    flushSync(() => root.render(part));
    return body.innerHTML;
  };
  const html = [
    draw(<Head conversation={conversation} />),
    ...(await inSlices(conversation.messages, (message) =>
      draw(<Turn key={message.id} message={message} />),
    )),
  ].join('');
  root.unmount();
  const { lang, dir } = document.documentElement;
  const head = document.createElement('head');
  head.innerHTML = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">';
  const policy = head.appendChild(document.createElement('meta'));
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = POLICY;
  head.appendChild(document.createElement('title')).textContent = titleOf(conversation);
  head.appendChild(document.createElement('style')).textContent = STYLE;
  return `<!doctype html>\n<html lang="${lang}" dir="${dir || 'ltr'}">${head.outerHTML}<body><main>${html}</main></body></html>\n`;
}

function titleOf({ title }: ConversationDetail): string {
  return title || t.conversations.untitled;
}

function Head({ conversation }: { conversation: ConversationDetail }) {
  return (
    <>
      <h1 dir="auto">{titleOf(conversation)}</h1>
      <time dateTime={conversation.updated_at}>{moment(conversation.updated_at)}</time>
    </>
  );
}

function Turn({ message }: { message: Message }) {
  if (message.role === 'user') return <h2 dir="auto">{message.text}</h2>;
  return (
    <article dir="auto">
      <Markdown
        remarkPlugins={[[remarkGfm, { singleTilde: false }]]}
        components={{ img: ({ alt }) => alt ?? '' }}
      >
        {message.text}
      </Markdown>
      <Sources message={message} />
    </article>
  );
}

function Sources({ message }: { message: Message }) {
  const cited = new Set(message.citations.map(({ n }) => n));
  const sources = message.sources
    .map((source, index) => ({ source, n: index + 1 }))
    .filter(({ n }) => cited.has(n));
  if (sources.length === 0) return null;
  return (
    <ul className="sources">
      {sources.map(({ source, n }) => (
        <li key={n} dir="auto">
          [{n}] {source.filename}
          {source.page !== null && `, ${t.chat.page(source.page)}`}
        </li>
      ))}
    </ul>
  );
}
