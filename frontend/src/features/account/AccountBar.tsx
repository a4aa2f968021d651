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
  const { email, signOut } = useServices();

  return (
    <div className={styles.bar}>
      <span className={styles.initial} aria-hidden="true">
        {[...email][0]?.toUpperCase()}
      </span>
      <span className={styles.email} title={email}>
        {email}
      </span>
      <Menu
        label={t.account.menu}
        actions={[
          { label: t.account.usage, icon: 'chart', run: () => onOpen('usage') },
          { label: t.security.title, icon: 'lock', run: () => onOpen('security') },
          { label: t.programs.title, icon: 'link', run: () => onOpen('programs') },
          { label: t.account.data.title, icon: 'user', run: () => onOpen('data') },
          { label: t.account.theme, icon: 'contrast', run: () => onOpen('theme') },
          { label: t.account.language, icon: 'globe', run: () => onOpen('language') },
          { label: t.account.shortcuts, icon: 'keyboard', run: onShortcuts },
          { label: t.auth.signOut, icon: 'exit', run: () => void signOut(), testId: 'sign-out' },
        ]}
      />
    </div>
  );
}
