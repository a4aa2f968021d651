/** What a person changes of their own sign-in: the password, the authenticator app, the sessions. */
import { AppSection } from '@/features/account/AppSection';
import { PasswordSection } from '@/features/account/PasswordSection';
import { SessionsSection } from '@/features/account/SessionsSection';
import { Dialog } from '@/components/Dialog';
import { t } from '@/config/late-strings';
import { useServices } from '@/lib/services';
import styles from '@/features/account/SecurityDialog.module.css';

export default function SecurityDialog({ onClose }: { onClose: () => void }) {
  const { email, throughCompany } = useServices();
  return (
    <Dialog title={t.menu.security} onClose={onClose}>
      <p className={styles.email}>{t.security.signedInAs(email)}</p>
      {throughCompany ? (
        <p className={styles.company}>{t.security.throughCompany}</p>
      ) : (
        <>
          <PasswordSection email={email} />
          <AppSection email={email} />
        </>
      )}
      <SessionsSection />
    </Dialog>
  );
}
