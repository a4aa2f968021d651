import type { ReactNode } from 'react';
import { t } from '@/config/strings';
import styles from '@/components/SafeLink.module.css';

function target(href: string | undefined): URL | null {
  if (!href || !URL.canParse(href)) return null;
  const url = new URL(href);
  return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url : null;
}

/** A link from a document or a model: it shows its host and sends no referrer. Anything but a web address is text. */
export function SafeLink({ href, children }: { href: string | undefined; children: ReactNode }) {
  const url = target(href);
  if (!url) return <span>{children}</span>;
  const destination = url.host || url.pathname;
  return (
    <a
      href={url.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={t.chat.opensIn(url.href)}
      referrerPolicy="no-referrer"
    >
      {children}
      <span className={styles.destination} data-note>
        {' '}
        ({destination})
      </span>
    </a>
  );
}
