import type { ButtonHTMLAttributes } from 'react';
import { Icon, type IconName } from '@/components/Icon';
import styles from '@/components/Button.module.css';

type Native = ButtonHTMLAttributes<HTMLButtonElement>;

interface ButtonProps extends Native {
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  icon?: IconName;
  small?: boolean;
}

export function Button({
  kind = 'plain',
  icon,
  small,
  className,
  children,
  type = 'button',
  ...rest
}: ButtonProps) {
  const names = [styles.button, styles[kind], small && styles.small, className].filter(Boolean).join(' ');
  return (
    <button type={type} className={names} {...rest}>
      {icon && <Icon name={icon} size={small ? 16 : 18} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<Native, 'children'> {
  icon: IconName;
  /** Its accessible name, and its tooltip. */
  label: string;
  small?: boolean;
}

export function IconButton({ icon, label, small, className, type = 'button', ...rest }: IconButtonProps) {
  const names = [styles.icon, small && styles.smallIcon, className].filter(Boolean).join(' ');
  return (
    <button type={type} className={names} aria-label={label} title={label} {...rest}>
      <Icon name={icon} size={small ? 16 : 18} />
    </button>
  );
}
