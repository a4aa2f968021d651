import { useState, type ReactNode } from 'react';
import { editedAmount, MEGABYTE, textOf } from '@/features/admin/amounts';
import { Field } from '@/components/Field';
import { Panel } from '@/components/Panel';
import { t } from '@/config/late-strings';
import styles from '@/features/admin/Admin.module.css';

const UNITS = { daily_questions: 1, daily_price_usd: 1, documents: 1, bytes: MEGABYTE };
export type CapName = keyof typeof UNITS;

interface CapFieldsProps<Name extends CapName> {
  names: readonly Name[];
  chosen: Record<Name, number | null>;
  /** The settings' own. */
  defaults?: Record<Name, number | null> | undefined;
  title: string;
  busy: boolean;
  /** Whether what else is typed may be sent. */
  ready?: boolean;
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
  ready = true,
  onSubmit,
  children,
  ...panel
}: CapFieldsProps<Name>) {
  const [texts, setTexts] = useState(
    () =>
      Object.fromEntries(names.map((name) => [name, textOf(chosen[name], UNITS[name])])) as Record<
        Name,
        string
      >,
  );
  const amountOf = (name: Name) =>
    editedAmount(texts[name], chosen[name], UNITS[name], name !== 'daily_price_usd');
  const amounts = names.map((name) => [name, amountOf(name)] as const);
  return (
    <Panel
      {...panel}
      label={title}
      submit={t.app.save}
      ready={ready && amounts.every(([, amount]) => amount !== undefined)}
      onSubmit={() => onSubmit(Object.fromEntries(amounts) as Record<Name, number | null>)}
    >
      <h3>{title}</h3>
      {children}
      <div className={styles.fields}>
        {amounts.map(([name, amount]) => (
          <Field
            key={name}
            label={t.admin.caps[name]}
            inputMode="decimal"
            value={texts[name]}
            placeholder={defaults ? textOf(defaults[name], UNITS[name]) : undefined}
            aria-invalid={amount === undefined || undefined}
            onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
          />
        ))}
      </div>
      <p className={styles.hint}>{t.admin.empty}</p>
    </Panel>
  );
}
