/** A long thread in chunks, each of which is drawn or left out as a whole. */
import type { ChatMessage } from '@/features/chat/chat-state';

/** Number of messages of a chunk, at least: it goes on to the next question. */
const SIZE = 10;

export interface Chunk {
  /** Stays the same while messages come before and behind. */
  number: number;
  start: number;
  end: number;
}

/** The chunks of the messages from index `from` on, counted from the message at index `anchor`, which begins one. */
export function chunksOf(messages: readonly ChatMessage[], from: number, anchor: number): Chunk[] {
  const isQuestion = (at: number) => messages[at]?.role === 'user';
  const ahead = [anchor];
  for (let at = anchor + SIZE; at < messages.length; at++) {
    if (isQuestion(at) && at - (ahead.at(-1) ?? 0) >= SIZE) ahead.push(at);
  }
  const behind: number[] = [];
  for (let at = anchor - SIZE; at > from; at--) {
    if (isQuestion(at) && (behind.at(-1) ?? anchor) - at >= SIZE) behind.push(at);
  }
  if (anchor > from) behind.push(from);
  const starts = [...behind.reverse(), ...ahead];
  return starts.map((start, index) => ({
    number: index - behind.length,
    start,
    end: starts[index + 1] ?? messages.length,
  }));
}
