import type { FoundText as Found } from '@/lib/found-text';

/** A found passage, with what was searched for marked in it. */
export function FoundText({ found }: { found: Found }) {
  return (
    <span dir="auto">
      {found.before}
      {found.hit && <mark>{found.hit}</mark>}
      {found.after}
    </span>
  );
}
