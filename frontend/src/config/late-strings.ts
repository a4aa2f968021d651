/**
 * All texts of the page, for the screens that are fetched when a person opens them.
 * What belongs to the first script takes `t` of `config/strings`: these texts would grow it.
 */
import { followLanguage } from '@/config/strings';
import * as first from '@/config/strings/en';
import * as late from '@/config/strings/en/late';
import type { Strings } from '@/config/strings/shape';

const english: Strings = { ...first, ...late };

/** The texts of the language that is spoken now. Read it while drawing, never into a constant of a module. */
export let t: Strings = english;

followLanguage((fetched) => {
  t = fetched ?? english;
});
