import { stepLines } from '@/features/chat/answer-steps';
import type { ChatMessage } from '@/features/chat/chat-state';
import { t } from '@/config/strings';

function announcement(message: ChatMessage | undefined): string {
  if (message?.role !== 'assistant') return '';
  switch (message.status) {
    case 'sending':
      return t.chat.stages.sending;
    case 'streaming':
    case 'stopping':
      return atStage(message);
    case 'complete':
      return t.chat.answerReady;
    case 'stopped':
      return t.chat.answerStopped;
    case 'failed':
      return t.chat.failedTitle;
  }
}

function atStage({ stage, steps }: ChatMessage): string {
  const step = stage === 'searching' ? stepLines(steps).at(-1) : undefined;
  return step ?? t.chat.stages[stage ?? 'sending'];
}

/** Tells screen readers the state of the answer; its growing text would be read in fragments. */
export function StreamAnnouncer({ message }: { message: ChatMessage | undefined }) {
  return (
    <p role="status" aria-live="polite" className="visually-hidden">
      {announcement(message)}
    </p>
  );
}
