import { lazy, Suspense } from 'react';

const AppearanceDialog = lazy(() => import('@/features/account/AppearanceDialog'));
const LanguageDialog = lazy(() => import('@/features/account/LanguageDialog'));
const UsageDialog = lazy(() => import('@/features/account/UsageDialog'));
const SecurityDialog = lazy(() => import('@/features/account/SecurityDialog'));
const ProgramsDialog = lazy(() => import('@/features/account/ProgramsDialog'));
const DataDialog = lazy(() => import('@/features/account/DataDialog'));

export type AccountDialog = 'usage' | 'security' | 'programs' | 'data' | 'theme' | 'language' | 'admin';

/** What belongs to the account, opened from its menu or by name. */
export function AccountDialogs({ open, onClose }: { open: AccountDialog | null; onClose: () => void }) {
  return (
    <Suspense fallback={null}>
      {open === 'usage' && <UsageDialog onClose={onClose} />}
      {open === 'security' && <SecurityDialog onClose={onClose} />}
      {open === 'programs' && <ProgramsDialog onClose={onClose} />}
      {open === 'data' && <DataDialog onClose={onClose} />}
      {open === 'theme' && <AppearanceDialog onClose={onClose} />}
      {open === 'language' && <LanguageDialog onClose={onClose} />}
    </Suspense>
  );
}
