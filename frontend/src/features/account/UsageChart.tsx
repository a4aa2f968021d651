import { day, money } from '@/config/format';
import { t } from '@/config/late-strings';
import type { DayUsage } from '@/types/api';
import styles from '@/features/account/UsageDialog.module.css';

const HEIGHT = 80;
const BAR = 10;
const STEP = 14;

const figure = (usage: DayUsage) =>
  t.account.dayFigure(day(usage.day), usage.questions, money(usage.price_usd));

/** A bar for each day; where nothing costs anything (a laptop) the bars count questions. */
export function UsageChart({ days }: { days: readonly DayUsage[] }) {
  const priced = days.some((usage) => usage.price_usd > 0);
  const values = days.map((usage) => (priced ? usage.price_usd : usage.questions));
  const highest = Math.max(...values, Number.MIN_VALUE);
  const label = priced ? t.account.chart : t.account.chartQuestions;
  const [first, last] = [days[0], days.at(-1)];
  return (
    <figure className={styles.chart}>
      <figcaption>{label}</figcaption>
      <svg
        viewBox={`0 0 ${days.length * STEP} ${HEIGHT}`}
        role="img"
        aria-label={label}
        preserveAspectRatio="none"
      >
        {days.map((usage, index) => {
          const height = Math.max(1.5, ((values[index] ?? 0) / highest) * HEIGHT);
          return (
            <rect key={usage.day} x={index * STEP + 2} y={HEIGHT - height} width={BAR} height={height} rx="2">
              <title>{figure(usage)}</title>
            </rect>
          );
        })}
      </svg>
      <p className={styles.axis}>
        <span>{first && day(first.day)}</span>
        <span>{last && day(last.day)}</span>
      </p>
      <DayList days={days} />
    </figure>
  );
}

/** The figures that a mouse finds on the bars, for everyone; the latest day first. */
function DayList({ days }: { days: readonly DayUsage[] }) {
  const used = days.filter((usage) => usage.questions > 0 || usage.price_usd > 0).reverse();
  return (
    <details className={styles.days}>
      <summary>{t.account.dayByDay}</summary>
      <ul>
        {used.map((usage) => (
          <li key={usage.day}>{figure(usage)}</li>
        ))}
      </ul>
    </details>
  );
}
