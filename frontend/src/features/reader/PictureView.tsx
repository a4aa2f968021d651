/** A document that is a picture, with the quote lit on it. */
import { useEffect, useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { ScanMarks } from '@/features/reader/ScanMarks';
import { getPicture } from '@/features/reader/reader-api';
import type { Box } from '@/features/reader/word-boxes';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { Spinner } from '@/components/Spinner';
import { t } from '@/config/late-strings';
import { useServices } from '@/lib/services';
import styles from '@/features/reader/PdfView.module.css';

interface PictureViewProps {
  documentId: string;
  version: number;
  filename: string;
  boxes: readonly Box[];
  onText: () => void;
}

export function PictureView({ documentId, version, filename, boxes, onText }: PictureViewProps) {
  const { api } = useServices();
  const picture = useQuery({
    queryKey: ['picture', documentId, version],
    queryFn: ({ signal }) => getPicture(api, documentId, signal),
    staleTime: Infinity,
    gcTime: 0,
  });
  const image = useRef<HTMLImageElement>(null);
  const [broken, setBroken] = useState(false);

  useEffect(() => {
    if (!picture.data || !image.current) return;
    // The Content-Security-Policy shows pictures of the page itself alone, and of addresses that it made.
    const url = URL.createObjectURL(picture.data);
    image.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [picture.data]);

  if (picture.isError || broken) {
    return (
      <div className={styles.message}>
        <Notice>{t.reader.pdfFailed}</Notice>
        <Button onClick={onText}>{t.reader.textView}</Button>
      </div>
    );
  }
  if (!picture.data) {
    return (
      <div className={styles.message}>
        <Spinner label={t.reader.loading} />
      </div>
    );
  }
  return (
    // It scrolls with the keyboard too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={filename}>
      <div className={styles.picture}>
        <img ref={image} alt={filename} onError={() => setBroken(true)} />
        <ScanMarks
          boxes={boxes}
          onMark={(mark) => mark.scrollIntoView({ block: 'center', inline: 'center' })}
        />
      </div>
    </div>
  );
}
