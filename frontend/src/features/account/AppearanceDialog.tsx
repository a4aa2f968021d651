import { useState } from 'react';
import { useTheme, type Theme } from '@/features/account/use-theme';
import { Dialog } from '@/components/Dialog';
import { t } from '@/config/late-strings';
import { SIZES, WIDTHS, keepView, readView, type ViewSettings } from '@/lib/view-settings';
import styles from '@/features/account/AppearanceDialog.module.css';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** Colours, the size of the text, and how wide it runs. */
export default function AppearanceDialog({ onClose }: { onClose: () => void }) {
  const [theme, setTheme] = useTheme();
  const [view, setView] = useState(readView);
  function change(part: Partial<ViewSettings>) {
    const next = { ...view, ...part };
    setView(next);
    keepView(next);
  }
  return (
    <Dialog title={t.menu.theme} onClose={onClose}>
      <div className={styles.parts}>
        <Choices
          legend={t.menu.theme}
          values={THEMES}
          names={t.account.themes}
          value={theme}
          onChange={setTheme}
        />
        <Choices
          legend={t.view.textSize}
          values={SIZES}
          names={t.view.sizes}
          value={view.size}
          onChange={(size) => change({ size })}
        />
        <Choices
          legend={t.view.width}
          values={WIDTHS}
          names={t.view.widths}
          value={view.width}
          onChange={(width) => change({ width })}
        />
      </div>
    </Dialog>
  );
}

interface ChoicesProps<T extends string> {
  legend: string;
  values: readonly T[];
  names: Record<T, string>;
  value: T;
  onChange: (value: T) => void;
}

/** One of a few, side by side. */
function Choices<T extends string>({ legend, values, names, value, onChange }: ChoicesProps<T>) {
  return (
    <fieldset className={styles.part} role="radiogroup" aria-label={legend}>
      <legend>{legend}</legend>
      <div className={styles.segments}>
        {values.map((name) => (
          <label key={name} className={styles.segment}>
            <input type="radio" name={legend} checked={value === name} onChange={() => onChange(name)} />
            <span>{names[name]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
