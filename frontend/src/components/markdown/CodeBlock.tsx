/** Code with the name of its language, in colours, its lines wrapped at a wish. */
import { useState, type ReactNode } from 'react';
import { languageName } from '@/components/markdown/code-languages';
import { useEdges } from '@/components/markdown/use-edges';
import { useCodeColours } from '@/components/markdown/use-code-colours';
import { IconButton } from '@/components/Button';
import { copyText } from '@/lib/clipboard';
import { useCopied } from '@/lib/use-copied';
import { t, useLanguage } from '@/config/strings';
import styles from '@/components/markdown/Markdown.module.css';

interface CodeBlockProps {
  /** As it stands behind the fence. */
  language: string | null;
  children: ReactNode;
}

export function CodeBlock({ language, children }: CodeBlockProps) {
  useLanguage();
  const pre = useEdges<HTMLPreElement>();
  const [copied, setCopied] = useCopied();
  const [wrapped, setWrapped] = useState(false);
  useCodeColours(pre, language);

  return (
    <div className={styles.code} data-testid="code">
      <div className={styles.codeBar}>
        <span className={styles.language} data-testid="code-language" dir="ltr">
          {language === null ? t.content.code : languageName(language)}
        </span>
        <IconButton
          small
          icon="wrap"
          label={t.content.wrapLines}
          aria-pressed={wrapped}
          onClick={() => setWrapped(!wrapped)}
        />
        <IconButton
          small
          icon={copied ? 'check' : 'copy'}
          label={copied ? t.chat.copied : t.chat.copyCode}
          onClick={() => void copyText(pre.current?.textContent ?? '').then(setCopied)}
        />
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines scroll, with the keyboard too */}
      <pre ref={pre} tabIndex={0} dir="ltr" data-wrapped={wrapped || undefined}>
        {children}
      </pre>
    </div>
  );
}
