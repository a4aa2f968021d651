import type { FoundText as Found } from '@/lib/found-text';
import styles from '@/components/FoundText.module.css';

/** A found passage, with what was searched for marked in it. */
export function FoundText({ found }: { found: Found }) {
  return (
    <span className={styles.found} dir="auto">
      {found.before}
      {found.hit && <mark>{found.hit}</mark>}
      {found.after}
    </span>
  );
}
