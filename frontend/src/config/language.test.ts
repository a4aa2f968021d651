// @vitest-environment jsdom
import { expect, it, vi } from 'vitest';
import { CHOICES, chooseLanguage, chooseLocale, storedChoice, storeChoice, tagsFor } from '@/config/language';

it('takes the first language of the browser that the page speaks', () => {
  expect(chooseLanguage(['la', 'vi-VN', 'en'])).toBe('vi');
  expect(chooseLanguage(['en-GB', 'vi'])).toBe('en');
  expect(chooseLanguage(['la'])).toBe('en');
  expect(chooseLanguage([])).toBe('en');
});

it('writes dates and numbers as the browser’s variety of the language does', () => {
  expect(chooseLocale(['en-GB', 'en'], 'en')).toBe('en-GB');
  expect(chooseLocale(['la', 'EN-au'], 'en')).toBe('EN-au');
  expect(chooseLocale(['la'], 'en')).toBe('en');
  expect(chooseLocale(['en-GB', 'vi-VN'], 'vi')).toBe('vi-VN');
});

it('takes no variety that is written in another script, and none that is no tag', () => {
  expect(chooseLocale(['zh-TW', 'zh-SG'], 'zh')).toBe('zh-SG');
  expect(chooseLocale(['zh-Hant'], 'zh')).toBe('zh');
  expect(chooseLocale(['en-US@posix'], 'en')).toBe('en');
});

it('puts the choice before the browser’s languages and leaves its region to the browser', () => {
  vi.stubGlobal('navigator', { languages: ['en-GB', 'de-CH'] });
  expect(tagsFor(null)).toEqual(['en-GB', 'de-CH']);
  expect(tagsFor('de')[0]).toBe('de-CH');
  expect(tagsFor('vi')[0]).toBe('vi');
  expect(tagsFor('en-US')[0]).toBe('en-US');
  vi.unstubAllGlobals();
});

it('remembers a choice, and no other word', () => {
  expect(storedChoice()).toBeNull();
  for (const choice of Object.keys(CHOICES) as (keyof typeof CHOICES)[]) {
    storeChoice(choice);
    expect(storedChoice()).toBe(choice);
  }
  localStorage.setItem('grail.language', 'constructor');
  expect(storedChoice()).toBeNull();
  storeChoice(null);
  expect(localStorage.length).toBe(0);
});
