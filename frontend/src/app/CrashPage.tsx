import { Component, type ReactNode } from 'react';
import { FullPage } from '@/app/FullPage';
import { Button } from '@/components/Button';
import { t } from '@/config/strings';

/** Shows a page that says so when rendering fails, instead of an empty one. */
export class CrashPage extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    if (!this.state.crashed) return this.props.children;
    return (
      <FullPage title={t.app.crashedTitle} text={t.app.crashed}>
        <Button kind="primary" icon="retry" onClick={() => location.reload()}>
          {t.app.reload}
        </Button>
      </FullPage>
    );
  }
}
