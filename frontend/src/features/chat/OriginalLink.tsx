import { OriginalAddress } from '@/components/OriginalAddress';
import { useDocument } from '@/lib/use-document';

/** Milliseconds for which an address is believed. Cards are opened one after the other. */
const KNOWN = 600_000;

/** Says where a document came from; nothing for what a person uploaded. */
export default function OriginalLink({ documentId }: { documentId: string }) {
  const { data } = useDocument(documentId, KNOWN);
  if (!data?.address) return null;
  return (
    <span data-testid="original-link">
      <OriginalAddress address={data.address} />
    </span>
  );
}
