/** The text that a table has under a name that may be unknown to this page. */
export function textFor(table: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
