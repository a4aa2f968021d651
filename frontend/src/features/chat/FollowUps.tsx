import { useQueries } from '@tanstack/react-query';
import { followUps } from '@/features/chat/follow-ups';
import type { ChatMessage } from '@/features/chat/chat-state';
import { Icon } from '@/components/Icon';
import { t } from '@/config/strings';
import { guideQuery } from '@/lib/guide';
import { useServices } from '@/lib/services';
import styles from '@/features/chat/FollowUps.module.css';

interface FollowUpsProps {
  messages: readonly ChatMessage[];
  onAsk: (text: string) => void;
}

/** As many documents are looked at for questions. */
const LOOKED_AT = 3;

/** What the documents of the last answer answer besides, and nobody has asked here yet. */
export function FollowUps({ messages, onAsk }: FollowUpsProps) {
  const { api } = useServices();
  const answer = messages.at(-1);
  const over = answer?.role === 'assistant' && answer.status === 'complete';
  const cited = over ? answer.citations.map(({ document_id }) => document_id) : [];
  const documents = [...new Set(cited)].slice(0, LOOKED_AT);
  const guides = useQueries({ queries: documents.map((id) => guideQuery(api, id, 0)) });
  // All at once, so that no line changes under the finger.
  if (guides.length === 0 || guides.some(({ isPending }) => isPending)) return null;
  const asked = messages.filter(({ role }) => role === 'user').map(({ text }) => text);
  const questions = followUps(
    guides.map(({ data }) => data?.questions ?? []),
    asked,
  );
  if (questions.length === 0) return null;
  return (
    <section className={styles.next} aria-label={t.following.title} data-testid="follow-ups">
      <h3>{t.following.title}</h3>
      <ul>
        {questions.map((text) => (
          <li key={text}>
            <button type="button" onClick={() => onAsk(text)}>
              <span dir="auto">{text}</span>
              <Icon name="right" size={14} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
