import { Field } from '@/components/Field';
import { t } from '@/config/strings';

export function CodeField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <Field
      label={t.auth.code}
      value={value}
      required
      inputMode="numeric"
      autoComplete="one-time-code"
      autoFocus
      data-testid="confirmation-code"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
