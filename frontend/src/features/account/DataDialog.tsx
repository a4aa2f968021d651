/** What becomes of all that an account has. */
import { ActsSection } from '@/features/account/ActsSection';
import { DeleteSection } from '@/features/account/DeleteSection';
import { ExportSection } from '@/features/account/ExportSection';
import { Dialog } from '@/components/Dialog';
import { t } from '@/config/strings';

export default function DataDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t.menu.data} onClose={onClose}>
      <ExportSection />
      <ActsSection />
      <DeleteSection />
    </Dialog>
  );
}
