/**
 * The branches of a conversation, which begin where a question was edited. A question follows the one that its `after`
 * names (the conversation's id: none); without one it follows the question before it in time.
 */

interface Turn {
  id: string;
  role: 'user' | 'assistant';
  /** The question that an answer is to; null where the service does not tell it: the one before it. */
  replyTo: string | null;
  after: string | null;
}

export interface Branch<T> {
  /** The turns of one branch, in order. */
  shown: readonly T[];
  /** The versions of each question of it that has several, oldest first. */
  versions: ReadonlyMap<string, readonly string[]>;
  /** What each question follows: another one, or the conversation. */
  parents: ReadonlyMap<string, string>;
}

function group<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const items = groups.get(key);
    if (items) items.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function parentsOf(questions: readonly Turn[], root: string): Map<string, string> {
  return new Map(questions.map(({ id, after }, at) => [id, after ?? questions[at - 1]?.id ?? root]));
}

/** The questions that lead to one, itself among them, and what the first of them follows. */
function pathTo(id: string | undefined, parents: ReadonlyMap<string, string>, root: string) {
  const path = new Set<string>();
  let at = id ?? root;
  for (let parent = parents.get(at); parent !== undefined && !path.has(at); parent = parents.get(at)) {
    path.add(at);
    at = parent;
  }
  return { path, top: at };
}

/** Answers by their question; those of a question that is not among the turns come before all others. */
function answersOf<T extends Turn>(
  turns: readonly T[],
  parents: ReadonlyMap<string, string>,
): Map<string, T[]> {
  let before = '';
  return group(turns, ({ id, role, replyTo }) => {
    if (role === 'user') before = id;
    else return replyTo === null ? before : parents.has(replyTo) ? replyTo : '';
    return undefined;
  });
}

/** The branch with the newest question, or at a question with several versions the one that was `chosen` there. */
export function branchOf<T extends Turn>(
  turns: readonly T[],
  conversationId: string,
  chosen: Readonly<Record<string, string>> = {},
): Branch<T> {
  const questions = turns.filter(({ role }) => role === 'user');
  const parents = parentsOf(questions, conversationId);
  if (!questions.some(({ after }) => after !== null)) return { shown: turns, versions: new Map(), parents };
  const children = group(questions, ({ id }) => parents.get(id));
  const answers = answersOf(turns, parents);
  const newest = pathTo(questions.at(-1)?.id, parents, conversationId);
  const shown = [...(answers.get('') ?? [])];
  const versions = new Map<string, readonly string[]>();
  for (let at = newest.top, left = questions.length; left > 0; left--) {
    const siblings = children.get(at);
    const pick =
      siblings?.find(({ id }) => id === chosen[at]) ??
      siblings?.find(({ id }) => newest.path.has(id)) ??
      siblings?.at(-1);
    if (!siblings || !pick) break;
    if (siblings.length > 1)
      versions.set(
        pick.id,
        siblings.map(({ id }) => id),
      );
    shown.push(pick, ...(answers.get(pick.id) ?? []));
    at = pick.id;
  }
  return { shown, versions, parents };
}
