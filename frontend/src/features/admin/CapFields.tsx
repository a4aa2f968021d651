import { useState, type ReactNode } from 'react';
import { amountOf, MEGABYTE, textOf } from '@/features/admin/amounts';
import { Button } from '@/components/Button';
import { Field } from '@/components/Field';
import { Notice } from '@/components/Notice';
import { t } from '@/config/late-strings';
import styles from '@/features/admin/Admin.module.css';

const FIELDS = { daily_questions: 1, daily_price_usd: 1, documents: 1, bytes: MEGABYTE };
export type CapName = keyof typeof FIELDS;

interface CapFieldsProps<Name extends CapName> {
  names: readonly Name[];
  chosen: Record<Name, number | null>;
  /** The settings' own. */
  defaults?: Record<Name, number | null> | undefined;
  title: string;
  busy: boolean;
  problem: string | null;
  onSubmit: (caps: Record<Name, number | null>) => void;
  onCancel: () => void;
  children?: ReactNode;
}

/** A field for each cap; an empty one leaves it to the settings. */
export function CapFields<Name extends CapName>({
  names,
  chosen,
  defaults,
  title,
  busy,
  problem,
  onSubmit,
  onCancel,
  children,
}: CapFieldsProps<Name>) {
  const [texts, setTexts] = useState(
    () =>
      Object.fromEntries(names.map((name) => [name, textOf(chosen[name], FIELDS[name])])) as Record<
        Name,
        string
      >,
  );
  const amounts = names.map((name) => [name, amountOf(texts[name], name !== 'daily_price_usd')] as const);
  const ready = amounts.every(([, amount]) => amount !== undefined);
  return (
    <form
      className={styles.form}
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        const caps = amounts.map(([name, amount]) => [name, amount ? amount * FIELDS[name] : amount]);
        onSubmit(Object.fromEntries(caps) as Record<Name, number | null>);
      }}
    >
      <h3>{title}</h3>
      {children}
      <div className={styles.fields}>
        {names.map((name) => (
          <Field
            key={name}
            label={t.admin.caps[name]}
            inputMode="decimal"
            value={texts[name]}
            placeholder={defaults ? textOf(defaults[name], FIELDS[name]) : undefined}
            aria-invalid={amountOf(texts[name], name !== 'daily_price_usd') === undefined || undefined}
            onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
          />
        ))}
      </div>
      <p className={styles.hint}>{t.admin.empty}</p>
      {problem && <Notice>{problem}</Notice>}
      <div className={styles.buttons}>
        <Button kind="primary" type="submit" disabled={busy || !ready}>
          {t.app.save}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {t.app.cancel}
        </Button>
      </div>
    </form>
  );
}
