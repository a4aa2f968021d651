// First, so that every component's own sheet comes after it.
import '@/styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '@/app/App';
import { CrashPage } from '@/app/CrashPage';
import { applyStoredTheme } from '@/features/account/use-theme';
import { keepShell } from '@/lib/offline-shell';
import { applyView } from '@/lib/view-settings';
import { startLanguage } from '@/config/strings';

applyStoredTheme();
applyView();
keepShell();
await startLanguage();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');

createRoot(root).render(
  <StrictMode>
    <CrashPage>
      <App />
    </CrashPage>
  </StrictMode>,
);
