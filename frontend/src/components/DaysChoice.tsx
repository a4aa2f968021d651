import { useId } from 'react';
import { t } from '@/config/late-strings';
import styles from '@/components/DaysChoice.module.css';

interface DaysChoiceProps {
  choices: readonly number[];
  days: number;
  onDays: (days: number) => void;
}

/** After how many days something ends. */
export function DaysChoice({ choices, days, onDays }: DaysChoiceProps) {
  const id = useId();
  return (
    <div className={styles.days}>
      <label htmlFor={id}>{t.programs.lasts}</label>
      <select
        id={id}
        className={styles.choice}
        value={days}
        onChange={(event) => onDays(Number(event.target.value))}
      >
        {choices.map((number) => (
          <option key={number} value={number}>
            {t.programs.days(number)}
          </option>
        ))}
      </select>
    </div>
  );
}
