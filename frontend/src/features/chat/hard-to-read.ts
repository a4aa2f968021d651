import type { Citation } from '@/types/api';

/** How sure text recognition must be of a passage whose letters are taken for right. */
const SURE = 0.8;

/** Whether the source is a scan in which letters may have been read wrongly. */
export function isHardToRead({ confidence }: Citation): boolean {
  return typeof confidence === 'number' && confidence < SURE;
}
