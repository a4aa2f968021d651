import { Field } from '@/components/Field';
import { t } from '@/config/late-strings';

interface EmailFieldProps {
  value: string;
  onChange: (value: string) => void;
  testId?: string;
}

export function EmailField({ value, onChange, testId }: EmailFieldProps) {
  return (
    <Field
      label={t.auth.email}
      type="email"
      value={value}
      required
      autoComplete="username"
      autoFocus
      data-testid={testId}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
