import { useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { openPdf, type PDFDocumentProxy, type PDFPageProxy } from '@/features/reader/pdf';
import { getContentLink } from '@/features/reader/reader-api';
import { useServices } from '@/lib/services';

type Opened =
  | { state: 'loading' }
  | { state: 'open'; url: string; document: PDFDocumentProxy }
  | { state: 'failed'; url: string };

/** A document's PDF, fetched in parts straight from the store. */
export function usePdf(documentId: string, version: number): Opened {
  const { api } = useServices();
  const [opened, setOpened] = useState<Opened>({ state: 'loading' });
  const link = useQuery({
    queryKey: ['content', documentId, version],
    queryFn: () => getContentLink(api, documentId),
    // The link runs out; a PDF once opened keeps to the link that it was opened with.
    staleTime: Infinity,
    gcTime: 0,
  });
  const url = link.data?.url;

  useEffect(() => {
    if (!url) return;
    let current = true;
    const pdf = openPdf(url);
    pdf.document.then(
      (document) => current && setOpened({ state: 'open', url, document }),
      () => current && setOpened({ state: 'failed', url }),
    );
    return () => {
      current = false;
      pdf.close();
    };
  }, [url]);

  if (link.isError) return { state: 'failed', url: '' };
  // What was opened before for another document must not show as this one.
  return opened.state !== 'loading' && opened.url === url ? opened : { state: 'loading' };
}

interface OpenedPage {
  proxy: PDFPageProxy | null;
  failed: boolean;
}

const NOT_YET: OpenedPage = { proxy: null, failed: false };

/** One page of it, once that is read. */
export function usePdfPage(document: PDFDocumentProxy, page: number): OpenedPage {
  const [opened, setOpened] = useState(NOT_YET);
  useEffect(() => {
    let current = true;
    document.getPage(page).then(
      (proxy) => current && setOpened({ proxy, failed: false }),
      () => current && setOpened({ proxy: null, failed: true }),
    );
    return () => {
      current = false;
    };
  }, [document, page]);
  return opened;
}
