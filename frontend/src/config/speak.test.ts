// @vitest-environment jsdom
import { afterEach, expect, it, vi } from 'vitest';
import { act, renderHook } from '@testing-library/react';
import * as late from '@/config/late-strings';
import { storedChoice } from '@/config/language';
import {
  chooseSpoken,
  chosenLanguage,
  loaders,
  problemText,
  startLanguage,
  t,
  useLanguage,
} from '@/config/strings';

afterEach(async () => {
  vi.restoreAllMocks();
  await chooseSpoken(null);
});

it('speaks the language that was wished for last, whichever comes first', async () => {
  const german = await loaders.de();
  let arrive: () => void = () => undefined;
  vi.spyOn(loaders, 'de').mockReturnValue(new Promise((resolve) => (arrive = () => resolve(german))));
  const first = chooseSpoken('de');
  await chooseSpoken('vi');
  arrive();
  await first;
  expect(t.chat.send).toBe('Hỏi');
  expect(chosenLanguage()).toBe('vi');
  expect(storedChoice()).toBe('vi');
});

it('speaks the texts of what is opened later in the same language, without a drawing between', async () => {
  const drawn: string[] = [];
  let draw: (() => void) | undefined = () => drawn.push(`${late.t.menu.data}: ${late.t.account.data.remove}`);
  renderHook(() => {
    useLanguage();
    draw?.();
  });
  await act(() => chooseSpoken('de'));
  await act(() => chooseSpoken('en-GB'));
  draw = undefined;
  expect(drawn).toEqual([
    'Your data: Delete account',
    'Ihre Daten: Konto löschen',
    'Your data: Delete account',
  ]);
});

it('stays as it is when the texts cannot be fetched', async () => {
  vi.spyOn(loaders, 'de').mockRejectedValue(new Error('offline'));
  await expect(chooseSpoken('de')).rejects.toThrow('offline');
  expect(t.chat.send).toBe('Ask');
  expect(storedChoice()).toBeNull();
  localStorage.setItem('grail.language', 'de');
  await startLanguage();
  expect(document.documentElement.lang).toMatch(/^en/);
});

it('says what the service says in English, and the page’s own sentence of its code elsewhere', async () => {
  const problem = { code: 'too_large', message: 'This file is larger than 50 MB.' };
  expect(problemText(problem)).toBe(problem.message);
  await chooseSpoken('de');
  expect(problemText(problem)).toBe('Diese Datei ist zu groß.');
  expect(problemText({ code: 'newer', message: 'Something new.' })).toBe('Something new.');
  expect(problemText({ code: 'constructor', message: '' })).toBe(t.app.unknownError);
});
