import { useState } from 'react';
import { Button } from '@/components/Button';
import { Field } from '@/components/Field';
import { t } from '@/config/strings';

interface PasswordFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  hint?: string;
  testId?: string;
  autoFocus?: boolean;
}

export function PasswordField({
  label,
  value,
  onChange,
  autoComplete,
  hint,
  testId,
  ...rest
}: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      label={label}
      type={shown ? 'text' : 'password'}
      value={value}
      required
      autoComplete={autoComplete}
      spellCheck={false}
      data-testid={testId}
      {...rest}
      onChange={(event) => onChange(event.target.value)}
      {...(hint ? { hint } : {})}
      action={
        <Button small kind="quiet" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? t.auth.hidePassword : t.auth.showPassword}
        </Button>
      }
    />
  );
}
