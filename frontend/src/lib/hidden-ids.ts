/** Ids of items that are hidden until their deletion is done or undone. */
export class HiddenIds {
  #ids: ReadonlySet<string> = new Set();
  #listeners = new Set<() => void>();

  getState = (): ReadonlySet<string> => this.#ids;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  hide(id: string): void {
    this.#set(new Set([...this.#ids, id]));
  }

  show(id: string): void {
    this.#set(new Set([...this.#ids].filter((other) => other !== id)));
  }

  #set(ids: ReadonlySet<string>): void {
    this.#ids = ids;
    for (const listener of this.#listeners) listener();
  }
}
