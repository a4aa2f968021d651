import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { AnswerSteps } from '@/features/chat/AnswerSteps';
import { StreamAnnouncer } from '@/features/chat/StreamAnnouncer';
import { accepted, answer, asked, done, fold } from '@/features/chat/chat.fixtures';
import type { ChatEvent } from '@/features/chat/chat-state';
import type { AnswerStep } from '@/types/api';

afterEach(cleanup);

const step = (seq: number, route?: string, detail?: string): ChatEvent => ({
  type: 'stage',
  message_id: 'm2',
  seq,
  stage: 'searching',
  ...(route !== undefined && { route }),
  ...(detail !== undefined && { detail }),
});

function lines(...steps: AnswerStep[]): (string | null)[] {
  render(<AnswerSteps steps={steps} live />);
  return screen.queryAllByRole('listitem').map((item) => item.textContent);
}

it('says what was done, and to what', () => {
  expect(
    lines(
      { route: 'summary', detail: 'handbook.pdf' },
      { route: 'comparison', detail: 'a.pdf, b.pdf' },
      { route: 'aggregate', detail: '' },
      { route: 'steps', detail: 'who leads Acme' },
      { route: 'library', detail: '' },
    ),
  ).toEqual([
    'Reads whole: handbook.pdf',
    'Compares: a.pdf, b.pdf',
    'Reads every passage',
    'Searches once more: who leads Acme',
    'Looks up what Grail knows of your documents',
  ]);
});

it('shows the detail alone of a route it does not know, and nothing of one that tells none', () => {
  expect(lines({ route: 'toString', detail: 'a.pdf' }, { route: 'later', detail: '' })).toEqual(['a.pdf']);
});

it('gathers the steps of a stream, which stay where its end does not tell them', () => {
  const begun = fold([asked, accepted, step(1), step(2, 'comparison', 'a.pdf, b.pdf'), step(3, 'later')]);
  const steps = [
    { route: 'comparison', detail: 'a.pdf, b.pdf' },
    { route: 'later', detail: '' },
  ];
  expect(answer(begun)?.steps).toEqual(steps);
  expect(answer(fold([done(4)], begun))?.steps).toEqual(steps);
  expect(answer(fold([done(4, { steps: [] })], begun))?.steps).toEqual([]);
});

it('is told to those who listen', () => {
  const message = answer(fold([asked, accepted, step(1), step(2, 'comparison', 'a.pdf, b.pdf')]));
  render(<StreamAnnouncer message={message} />);
  expect(screen.getByRole('status').textContent).toBe('Compares: a.pdf, b.pdf');
});
