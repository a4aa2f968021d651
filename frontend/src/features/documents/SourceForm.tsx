import { useId, useState } from 'react';
import { addSource, previewSource } from '@/features/documents/sources-api';
import { useProblemText, useSourceChange } from '@/features/documents/use-sources';
import { Button } from '@/components/Button';
import { Field } from '@/components/Field';
import { Notice } from '@/components/Notice';
import { t } from '@/config/late-strings';
import { useServices } from '@/lib/services';
import type { Follow } from '@/types/api';
import styles from '@/features/documents/SourcesDialog.module.css';

const FOLLOWS: readonly Follow[] = ['links', 'sitemap', 'page'];
const RHYTHMS = [24, 168, 720, 0] as const;
const USUAL_PAGES = 100;

const BUCKET = /^\s*s3:/i;

/** What people type mostly has no scheme. */
function addressOf(typed: string): string {
  const text = typed.trim();
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
}

/** Adds a source: looked through first, or read at once. */
export function SourceForm() {
  const { api } = useServices();
  const change = useSourceChange();
  const [address, setAddress] = useState('');
  const [follow, setFollow] = useState<Follow>('links');
  const [hours, setHours] = useState<number>(RHYTHMS[0]);
  const [pages, setPages] = useState(String(USUAL_PAGES));
  const id = useId();
  const isBucket = BUCKET.test(address);
  const problemText = useProblemText(isBucket ? 's3' : undefined);
  const hasMany = isBucket || follow !== 'page';
  // Of a page alone the field is not shown.
  const most = hasMany ? Math.floor(Number(pages)) : USUAL_PAGES;
  const isWhole = address.trim() !== '' && most >= 1 && !change.isPending;

  const send = (add: typeof addSource) =>
    change.mutate(
      () => {
        const wish = { address: addressOf(address), every_hours: hours, most_items: most };
        return add(api, isBucket ? wish : { ...wish, follow });
      },
      { onSuccess: () => setAddress('') },
    );

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole) send(previewSource);
      }}
    >
      <Field
        label={t.sources.address}
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        dir="ltr"
        placeholder="https://"
        maxLength={2_000}
        value={address}
        onChange={(event) => setAddress(event.target.value)}
      />
      <div className={styles.options}>
        {isBucket ? (
          <p>{t.sources.bucket}</p>
        ) : (
          <label htmlFor={`${id}-follow`}>
            {t.sources.follow}
            <select
              id={`${id}-follow`}
              className={styles.choice}
              value={follow}
              onChange={(event) => setFollow(event.target.value as Follow)}
            >
              {FOLLOWS.map((name) => (
                <option key={name} value={name}>
                  {t.sources.follows[name]}
                </option>
              ))}
            </select>
          </label>
        )}
        <label htmlFor={`${id}-every`}>
          {t.sources.every}
          <select
            id={`${id}-every`}
            className={styles.choice}
            value={hours}
            onChange={(event) => setHours(Number(event.target.value))}
          >
            {RHYTHMS.map((number) => (
              <option key={number} value={number}>
                {t.sources.rhythms[number]}
              </option>
            ))}
          </select>
        </label>
        {hasMany && (
          <label htmlFor={`${id}-most`}>
            {isBucket ? t.sources.files.most : t.sources.most}
            <input
              id={`${id}-most`}
              className={styles.choice}
              type="number"
              min={1}
              value={pages}
              onChange={(event) => setPages(event.target.value)}
            />
          </label>
        )}
      </div>
      {change.isError && <Notice>{problemText(change.error)}</Notice>}
      <div className={styles.acts}>
        <Button kind="primary" type="submit" icon="search" disabled={!isWhole}>
          {t.sources.preview}
        </Button>
        <Button icon="plus" disabled={!isWhole} onClick={() => send(addSource)}>
          {t.sources.add}
        </Button>
      </div>
    </form>
  );
}
