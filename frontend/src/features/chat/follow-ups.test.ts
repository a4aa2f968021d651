import { expect, it } from 'vitest';
import { followUps } from '@/features/chat/follow-ups';

it('offers what each document answers in turn, three at most, each once', () => {
  expect(
    followUps(
      [
        ['a?', 'b?', 'c?'],
        ['d?', 'A?'],
      ],
      [],
    ),
  ).toEqual(['a?', 'd?', 'b?']);
  expect(followUps([], [])).toEqual([]);
});

it('offers nothing that was asked, in whatever case and with whatever marks', () => {
  expect(followUps([['Wie groß ist es?', 'Dài bao nhiêu?']], ['wie gross ist ES', 'dai bao nhieu'])).toEqual(
    [],
  );
});
