import { lazy, Suspense, useState } from 'react';
import { useTheme, type Theme } from '@/features/account/use-theme';
import { IconButton } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Menu } from '@/components/Menu';
import { t } from '@/config/strings';
import { useServices } from '@/lib/services';
import styles from '@/features/account/AccountBar.module.css';

const LanguageDialog = lazy(() => import('@/features/account/LanguageDialog'));
const UsageDialog = lazy(() => import('@/features/account/UsageDialog'));
const SecurityDialog = lazy(() => import('@/features/account/SecurityDialog'));

/** Who is signed in, and what belongs to the account. */
export function AccountBar({ onShortcuts }: { onShortcuts: () => void }) {
  const { email, signOut } = useServices();
  const [open, setOpen] = useState<'usage' | 'security' | 'theme' | 'language' | null>(null);
  const close = () => setOpen(null);

  return (
    <div className={styles.bar}>
      <span className={styles.email} title={email}>
        {email}
      </span>
      <Menu
        label={t.account.menu}
        actions={[
          { label: t.account.usage, icon: 'chart', run: () => setOpen('usage') },
          { label: t.security.title, icon: 'lock', run: () => setOpen('security') },
          { label: t.account.theme, icon: 'scope', run: () => setOpen('theme') },
          { label: t.account.language, icon: 'globe', run: () => setOpen('language') },
          { label: t.account.shortcuts, icon: 'keyboard', run: onShortcuts },
        ]}
      />
      <IconButton
        small
        icon="exit"
        label={t.auth.signOut}
        data-testid="sign-out"
        onClick={() => void signOut()}
      />
      <Suspense fallback={null}>
        {open === 'usage' && <UsageDialog onClose={close} />}
        {open === 'language' && <LanguageDialog onClose={close} />}
        {open === 'security' && <SecurityDialog onClose={close} />}
      </Suspense>
      {open === 'theme' && <ThemeDialog onClose={close} />}
    </div>
  );
}

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

function ThemeDialog({ onClose }: { onClose: () => void }) {
  const [theme, setTheme] = useTheme();
  return (
    <Dialog title={t.account.theme} onClose={onClose}>
      <div className={styles.themes} role="radiogroup" aria-label={t.account.theme}>
        {THEMES.map((name) => (
          <label key={name}>
            <input type="radio" name="theme" checked={theme === name} onChange={() => setTheme(name)} />
            {t.account.themes[name]}
          </label>
        ))}
      </div>
    </Dialog>
  );
}
