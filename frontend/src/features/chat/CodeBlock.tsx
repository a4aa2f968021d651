import { useRef, useState, type ReactNode } from 'react';
import { IconButton } from '@/components/Button';
import { copyText } from '@/lib/clipboard';
import { t } from '@/config/strings';
import styles from '@/features/chat/Markdown.module.css';

export function CodeBlock({ children }: { children: ReactNode }) {
  const pre = useRef<HTMLPreElement>(null);
  const [copied, setCopied] = useState(false);

  async function copy() {
    setCopied(await copyText(pre.current?.textContent ?? ''));
    setTimeout(() => setCopied(false), 2_000);
  }

  return (
    <div className={styles.code}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines scroll, with the keyboard too */}
      <pre ref={pre} tabIndex={0} dir="ltr">
        {children}
      </pre>
      <IconButton
        small
        icon={copied ? 'check' : 'copy'}
        label={copied ? t.chat.copied : t.chat.copyCode}
        onClick={() => void copy()}
      />
    </div>
  );
}
