/** Leads through all that an answer cites, one after the other. */
import { useState } from 'react';
import type { ReaderTarget } from '@/features/reader/reader-target';
import { IconButton } from '@/components/Button';
import { t, useLanguage } from '@/config/strings';
import styles from '@/features/reader/Reader.module.css';

interface StepperProps {
  trail: readonly ReaderTarget[];
  target: ReaderTarget;
  onTarget: (target: ReaderTarget) => void;
}

export function Stepper({ trail, target, onTarget }: StepperProps) {
  useLanguage();
  const found = trail.indexOf(target);
  const [last, setLast] = useState({ trail, at: Math.max(0, found) });
  // What is searched for in the reader is no step: one goes on from the last one.
  if (found >= 0 && (last.at !== found || last.trail !== trail)) setLast({ trail, at: found });
  const at = found >= 0 ? found : last.at;
  const go = (to: number) => {
    const next = trail[Math.max(0, Math.min(to, trail.length - 1))];
    if (next) onTarget(next);
  };
  return (
    <div className={styles.stepper} data-testid="stepper">
      <IconButton
        small
        icon="left"
        label={t.content.previousStep}
        aria-disabled={at === 0}
        onClick={() => go(at - 1)}
      />
      <span role="status">{t.content.step(at + 1, trail.length)}</span>
      <IconButton
        small
        icon="right"
        label={t.content.nextStep}
        aria-disabled={at === trail.length - 1}
        onClick={() => go(at + 1)}
      />
    </div>
  );
}
