import styles from '@/components/Figures.module.css';

interface FiguresProps {
  figures: readonly (readonly [name: string, value: string])[];
  testId?: string;
}

/** Figures below their names. */
export function Figures({ figures, testId }: FiguresProps) {
  return (
    <dl className={styles.figures} data-testid={testId}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
