import type { AccountDialog } from '@/features/account/AccountDialogs';
import { Menu } from '@/components/Menu';
import { t } from '@/config/strings';
import { useServices } from '@/lib/services';
import styles from '@/features/account/AccountBar.module.css';

interface AccountBarProps {
  onOpen: (dialog: AccountDialog) => void;
  onShortcuts: () => void;
}

/** Who is signed in, and what belongs to the account. */
export function AccountBar({ onOpen, onShortcuts }: AccountBarProps) {
  const { email, isAdmin, signOut } = useServices();

  return (
    <div className={styles.bar}>
      <span className={styles.initial} aria-hidden="true">
        {[...email][0]?.toUpperCase()}
      </span>
      <span className={styles.email} title={email}>
        {email}
      </span>
      <Menu
        label={t.menu.title}
        actions={[
          { label: t.menu.usage, icon: 'chart', run: () => onOpen('usage') },
          { label: t.menu.security, icon: 'lock', run: () => onOpen('security') },
          { label: t.menu.programs, icon: 'link', run: () => onOpen('programs') },
          { label: t.menu.data, icon: 'user', run: () => onOpen('data') },
          ...(isAdmin ? [{ label: t.menu.admin, icon: 'layers' as const, run: () => onOpen('admin') }] : []),
          { label: t.menu.theme, icon: 'contrast', run: () => onOpen('theme') },
          { label: t.menu.language, icon: 'globe', run: () => onOpen('language') },
          { label: t.shortcuts.title, icon: 'keyboard', run: onShortcuts },
          { label: t.menu.signOut, icon: 'exit', run: () => void signOut(), testId: 'sign-out' },
        ]}
      />
    </div>
  );
}
