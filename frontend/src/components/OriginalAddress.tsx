import { SafeLink } from '@/components/SafeLink';
import { t } from '@/config/late-strings';

/** Where a document of a source came from: a link to a page of the web, else the address itself. */
export function OriginalAddress({ address }: { address: string }) {
  if (/^https?:/i.test(address)) return <SafeLink href={address}>{t.sources.original}</SafeLink>;
  return (
    <span dir="ltr" data-testid="original-address">
      {address}
    </span>
  );
}
