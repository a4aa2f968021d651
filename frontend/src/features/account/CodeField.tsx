import { Field } from '@/components/Field';
import { t } from '@/config/late-strings';

interface CodeFieldProps {
  label?: string;
  value: string;
  onChange: (value: string) => void;
  testId?: string;
}

export function CodeField({
  label = t.auth.code,
  value,
  onChange,
  testId = 'confirmation-code',
}: CodeFieldProps) {
  return (
    <Field
      label={label}
      value={value}
      required
      inputMode="numeric"
      autoComplete="one-time-code"
      autoFocus
      data-testid={testId}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
