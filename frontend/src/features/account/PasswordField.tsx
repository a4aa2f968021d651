import { useState } from 'react';
import { Button } from '@/components/Button';
import { Field } from '@/components/Field';
import { isCommonPassword } from '@/config/common-passwords';
import { t } from '@/config/late-strings';

interface PasswordFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  hint?: string;
  /** What is wrong with a value, as a sentence; empty for nothing. The browser shows it and sends no form. */
  check?: (value: string) => string;
  testId?: string;
  autoFocus?: boolean;
}

export function PasswordField({ onChange, check, testId, ...input }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...input}
      type={shown ? 'text' : 'password'}
      required
      spellCheck={false}
      data-testid={testId}
      onChange={({ target }) => {
        target.setCustomValidity(check?.(target.value) ?? '');
        onChange(target.value);
      }}
      action={
        <Button small kind="quiet" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? t.auth.hidePassword : t.auth.showPassword}
        </Button>
      }
    />
  );
}

type NewPasswordFieldProps = Omit<PasswordFieldProps, 'label' | 'autoComplete' | 'hint'> & { label?: string };

export function NewPasswordField({ label = t.auth.newPassword, ...props }: NewPasswordFieldProps) {
  return (
    <PasswordField
      {...props}
      label={label}
      autoComplete="new-password"
      hint={t.auth.passwordHint}
      check={(value) => (isCommonPassword(value) ? t.auth.passwordCommon : '')}
    />
  );
}
