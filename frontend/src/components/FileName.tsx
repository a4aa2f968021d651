import styles from '@/components/FileName.module.css';

/** Number of letters at the end of a name that stay in sight: they tell years, versions and endings apart. */
const TAIL = 14;
/** A name of as many letters needs no cutting. */
const SHORT = 24;

/** A file's name on one line, with the ellipsis in its middle. The control around it has the whole name. */
export function FileName({ name }: { name: string }) {
  const letters = Array.from(name);
  if (letters.length <= SHORT) return <span className={styles.head}>{name}</span>;
  return (
    <span className={styles.name}>
      <span className={styles.head}>{letters.slice(0, -TAIL).join('')}</span>
      <span className={styles.tail}>{letters.slice(-TAIL).join('')}</span>
    </span>
  );
}
