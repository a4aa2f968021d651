import { expect, it } from 'vitest';
import { isCommonPassword } from '@/config/common-passwords';

it.each(['123456789987654321', '1qaz2wsx3edc', 'QWERTY123456', 'finalfantasy'])('knows %s', (password) => {
  expect(isCommonPassword(password)).toBe(true);
});

it.each(['', 'correct-horse-1', 'six purple trams', 'ngựa đúng pin'])('lets %j pass', (password) => {
  expect(isCommonPassword(password)).toBe(false);
});
