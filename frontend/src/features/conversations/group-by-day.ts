import type { Conversation } from '@/types/api';

type DayGroup = 'today' | 'yesterday' | 'week' | 'older';

const DAY = 86_400_000;

function groupOf(iso: string, now: Date): DayGroup {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const at = new Date(iso).getTime();
  if (at >= midnight) return 'today';
  if (at >= midnight - DAY) return 'yesterday';
  return at >= midnight - 6 * DAY ? 'week' : 'older';
}

/** Conversations (newest first) under the days they were last used on; empty groups are left out. */
export function groupByDay(
  conversations: readonly Conversation[],
  now = new Date(),
): { group: DayGroup; conversations: Conversation[] }[] {
  const order: DayGroup[] = ['today', 'yesterday', 'week', 'older'];
  return order
    .map((group) => ({
      group,
      conversations: conversations.filter((c) => groupOf(c.updated_at, now) === group),
    }))
    .filter((entry) => entry.conversations.length > 0);
}
