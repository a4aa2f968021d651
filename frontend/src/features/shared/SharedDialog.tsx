/** What a link opens: a conversation as it was, to be read and nothing else. */
import { useQuery } from '@tanstack/react-query';
import ReactMarkdown from 'react-markdown';
import { wholeCopy } from '@/features/shared/shared-api';
import { Dialog } from '@/components/Dialog';
import { markFormulas } from '@/components/markdown/formula-marks';
import { remarkPipeRows } from '@/components/markdown/pipe-rows';
import { richComponents, richPlugins, richRehype } from '@/components/markdown/rich-components';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { moment } from '@/config/format';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { ApiError } from '@/lib/api-client';
import { useServices } from '@/lib/services';
import type { CopiedCitation, CopiedMessage } from '@/types/api';
import markdown from '@/components/markdown/Markdown.module.css';
import styles from '@/features/shared/SharedDialog.module.css';

const plugins = [...richPlugins, remarkPipeRows];

interface SharedDialogProps {
  linkId: string;
  onClose: () => void;
}

export default function SharedDialog({ linkId, onClose }: SharedDialogProps) {
  const { api } = useServices();
  const copy = useQuery({
    queryKey: ['shared', linkId],
    queryFn: () => wholeCopy(api, linkId),
    staleTime: 0,
  });
  return (
    <Dialog title={copy.data?.title || t.conversations.untitled} wide onClose={onClose}>
      <div className={styles.copy}>
        {copy.isPending && <Spinner label={t.app.loading} />}
        {copy.isError && <Notice>{problemOf(copy.error)}</Notice>}
        {copy.data && (
          <>
            <p className={styles.about}>
              {t.linked.frozen(moment(copy.data.createdAt))} {copy.data.own && t.linked.own}
            </p>
            {copy.data.messages.map((message) => (
              <Turn key={message.id} message={message} />
            ))}
          </>
        )}
      </div>
    </Dialog>
  );
}

function problemOf(error: Error): string {
  return error instanceof ApiError && error.status === 404 ? t.linked.gone : errorText(error);
}

function Turn({ message }: { message: CopiedMessage }) {
  if (message.role === 'user') {
    return (
      <h3 dir="auto" className={styles.question}>
        {message.text}
      </h3>
    );
  }
  return (
    <article dir="auto" data-testid="shared-answer">
      <div className={`${markdown.markdown} ${markdown.block}`}>
        <ReactMarkdown remarkPlugins={plugins} rehypePlugins={richRehype} components={richComponents}>
          {markFormulas(message.text)}
        </ReactMarkdown>
      </div>
      <Cited citations={message.citations} />
    </article>
  );
}

/** The documents that an answer cites, with their words where the person may read them. */
function Cited({ citations }: { citations: readonly CopiedCitation[] }) {
  if (citations.length === 0) return null;
  return (
    <ul className={styles.cited}>
      {citations.map((citation) => (
        <li key={`${citation.n} ${citation.answer_start}`} dir="auto">
          [{citation.n}] {citation.filename}
          {citation.page !== null && `, ${t.chat.page(citation.page)}`}
          {citation.quote ? <q>{citation.quote}</q> : <small>{t.linked.hidden}</small>}
        </li>
      ))}
    </ul>
  );
}
