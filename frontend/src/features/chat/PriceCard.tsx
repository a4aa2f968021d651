import { useState } from 'react';
import { Button } from '@/components/Button';
import { Icon } from '@/components/Icon';
import { money } from '@/config/format';
import { t } from '@/config/strings';
import type { PriceEstimate } from '@/types/api';
import styles from '@/features/chat/MessageList.module.css';

interface PriceCardProps {
  estimate: PriceEstimate;
  /** Has the answer made at this price; null where the question can no longer be answered in its place. */
  onGoAhead: (() => void) | null;
}

/** Whole cents, never fewer than it is estimated to cost. */
function inCents(usd: number): string {
  return money(Math.ceil(usd * 100 - 1e-6) / 100);
}

/** Asks whether an answer may cost so much, before anything is read for it. */
export function PriceCard({ estimate, onGoAhead }: PriceCardProps) {
  const [cancelled, setCancelled] = useState(false);
  const { passages, documents, price_usd } = estimate;
  return (
    <div className={styles.price} role="status" data-testid="price-card">
      <p>
        <Icon name="alert" size={16} />
        <span dir="auto">{t.chat.priceAsk(passages, documents, inCents(price_usd))}</span>
      </p>
      {cancelled && <p className={styles.note}>{t.chat.notRead}</p>}
      {onGoAhead && !cancelled && (
        <div className={styles.priceButtons}>
          <Button kind="primary" small onClick={onGoAhead}>
            {t.chat.goAhead}
          </Button>
          <Button small onClick={() => setCancelled(true)}>
            {t.app.cancel}
          </Button>
        </div>
      )}
    </div>
  );
}
