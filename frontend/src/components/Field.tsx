import { useId, type InputHTMLAttributes, type ReactNode } from 'react';
import styles from '@/components/Field.module.css';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: string;
  action?: ReactNode;
}

export function Field({ label, hint, action, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <div className={styles.box}>
        <input
          id={id}
          className={styles.input}
          aria-describedby={hint ? `${id}-hint` : undefined}
          {...input}
        />
        {action}
      </div>
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
