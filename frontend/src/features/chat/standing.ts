import { t } from '@/config/strings';
import type { Citation } from '@/types/api';

/** What has become of the passage of a stored citation; null where it still stands, or nobody knows. */
export function standingText({ standing }: Citation): string | null {
  return standing === 'changed' || standing === 'deleted' ? t.content.standing[standing] : null;
}

/** Whether a person should look at the quote before trusting it. */
export function isDoubtful(citation: Citation): boolean {
  return !citation.verified || standingText(citation) !== null;
}
