/** Caps as they are typed: an empty field is the setting’s own. */

export const MEGABYTE = 1024 ** 2;

/** The number of a field, null where it is empty, undefined where it is none. */
function amountOf(text: string, whole: boolean): number | null | undefined {
  const plain = text.trim().replace(',', '.');
  if (plain === '') return null;
  const amount = Number(plain);
  if (!Number.isFinite(amount) || amount < 0 || (whole && !Number.isInteger(amount))) return undefined;
  return amount;
}

/** The amount of an edited field in its own unit; what was not typed in stays as it was chosen, however it is rounded. */
export function editedAmount(text: string, chosen: number | null, unit: number, whole: boolean) {
  if (text === textOf(chosen, unit)) return chosen;
  const amount = amountOf(text, whole);
  return amount ? amount * unit : amount;
}

export function textOf(amount: number | null, unit = 1): string {
  return amount === null ? '' : String(Math.round((amount / unit) * 100) / 100);
}
