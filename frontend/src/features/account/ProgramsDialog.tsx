/** What the person lets other programs do. */
import { ProgramsSection } from '@/features/account/ProgramsSection';
import { Dialog } from '@/components/Dialog';
import { t } from '@/config/strings';

export default function ProgramsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t.menu.programs} onClose={onClose}>
      <ProgramsSection />
    </Dialog>
  );
}
