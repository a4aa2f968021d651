import { use } from 'react';
import { UsageContext } from '@/features/chat/chat-context';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { moment } from '@/config/format';
import { problemText, t } from '@/config/strings';
import type { ApiProblem } from '@/types/api';

const OF_BUDGETS = new Set(['budget_exceeded', 'stage_budget_exceeded']);

export function isOfBudget(problem: ApiProblem | null): problem is ApiProblem {
  return problem !== null && OF_BUDGETS.has(problem.code);
}

/** Budgets are of UTC days. */
function nextDay(now = new Date()): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1)).toISOString();
}

/** No failure: the day's budget is used up. Trying again would not help; it says when it will. */
export function BudgetNotice({ problem }: { problem: ApiProblem }) {
  const openUsage = use(UsageContext);
  return (
    <Notice>
      {problemText(problem)} {t.chat.renews(moment(nextDay()))}{' '}
      <Button small icon="chart" onClick={openUsage}>
        {t.chat.seeUsage}
      </Button>
    </Notice>
  );
}
