import styles from '@/components/Spinner.module.css';

export function Spinner({ label }: { label: string }) {
  return (
    <span className={styles.wrap} role="status">
      <span className={styles.ring} aria-hidden="true" />
      {label}
    </span>
  );
}
