import { familyOf, endingOf } from '@/lib/file-family';
import styles from '@/components/FileGlyph.module.css';

/** The kind of a file, as its ending on a ground of its family's colour. It decorates: the name stands beside it. */
export function FileGlyph({
  name,
  small = false,
  busy = false,
}: {
  name: string;
  small?: boolean;
  busy?: boolean;
}) {
  return (
    <span
      className={small ? styles.small : styles.glyph}
      data-family={familyOf(name)}
      data-busy={busy}
      aria-hidden="true"
    >
      {endingOf(name).slice(0, 4) || '?'}
      {busy && <span className={styles.ring} />}
    </span>
  );
}
