/** Everything that one can go to or do, found by a few letters: conversations, documents, actions. */
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { paletteActions, type Doors } from '@/app/palette-actions';
import { useConversations, useConversationSearch } from '@/features/conversations/conversations-cache';
import { useDocuments } from '@/features/documents/documents-cache';
import { FileGlyph } from '@/components/FileGlyph';
import { Icon } from '@/components/Icon';
import { moment } from '@/config/format';
import { t } from '@/config/strings';
import { best } from '@/lib/match';
import { useAllPages } from '@/lib/use-paged';
import { useSettled } from '@/lib/use-settled';
import type { GrailDocument } from '@/types/api';
import styles from '@/app/Palette.module.css';

interface PaletteProps {
  doors: Doors;
  onConversation: (id: string) => void;
  onDocument: (document: GrailDocument) => void;
  onClose: () => void;
}

interface Choice {
  id: string;
  label: string;
  icon: ReactNode;
  hint?: string | undefined;
  run: () => void;
}

/** As many of a kind are shown. */
const MOST = 6;

function useChoices(typed: string, { doors, onConversation, onDocument }: PaletteProps) {
  const actions = paletteActions(doors);
  const conversations = useConversations();
  const words = useSettled(typed.trim());
  const search = useConversationSearch(words);
  const documents = useDocuments();
  useAllPages(documents, typed.trim() !== '');
  const readable = documents.items.filter(({ status }) => status === 'ready');
  const titled = best(conversations.items, typed, ({ title }) => title, MOST);
  // The service finds what was said in a conversation too.
  const said = search.items.filter(({ id }) => !titled.some((other) => other.id === id));
  const groups: { name: string; choices: Choice[] }[] = [
    {
      name: t.palette.actions,
      choices: best(actions, typed, ({ label }) => label, typed.trim() === '' ? actions.length : MOST).map(
        ({ label, icon, keys, run }) => ({
          id: label,
          label,
          icon: <Icon name={icon} size={16} />,
          hint: keys,
          run,
        }),
      ),
    },
    {
      name: t.palette.conversations,
      choices: [...titled, ...said].slice(0, MOST).map(({ id, title, updated_at }) => ({
        id,
        label: title || t.conversations.untitled,
        icon: <Icon name="chat" size={16} />,
        hint: moment(updated_at),
        run: () => onConversation(id),
      })),
    },
    {
      name: t.palette.documents,
      choices: best(readable, typed, ({ filename, tags }) => [filename, ...tags].join(' '), MOST).map(
        (document) => ({
          id: document.id,
          label: document.filename,
          icon: <FileGlyph small name={document.filename} />,
          hint: document.folder ?? undefined,
          run: () => onDocument(document),
        }),
      ),
    },
  ];
  // What is searched for comes before what can be done, once something is.
  const order = typed.trim() === '' ? groups : [...groups.slice(1), ...groups.slice(0, 1)];
  return order.filter(({ choices }) => choices.length > 0);
}

export default function Palette(props: PaletteProps) {
  const { onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const groups = useChoices(typed, props);
  const all = groups.flatMap(({ choices }) => choices);
  const index = Math.min(at, Math.max(0, all.length - 1));
  const optionId = (number: number) => `${id}-${number}`;

  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  useEffect(() => {
    document.getElementById(`${id}-${index}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, index]);

  function choose(choice: Choice | undefined) {
    if (!choice) return;
    // Closed first, so that the focus is given back before the action moves it.
    dialog.current?.close();
    choice.run();
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.nativeEvent.isComposing || (step === undefined && event.key !== 'Enter')) return;
    event.preventDefault();
    if (step === undefined) choose(all[index]);
    else setAt((index + step + all.length) % Math.max(1, all.length));
  }

  return (
    <dialog ref={dialog} className={styles.palette} aria-label={t.palette.title} onClose={onClose}>
      <div className={styles.field}>
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          dir="auto"
          autoFocus
          value={typed}
          placeholder={t.palette.title}
          aria-label={t.palette.field}
          aria-expanded={all.length > 0}
          aria-controls={id}
          aria-activedescendant={all.length > 0 ? optionId(index) : undefined}
          aria-autocomplete="list"
          aria-describedby={`${id}-help`}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={id} role="listbox" tabIndex={-1} aria-label={t.palette.title} className={styles.list}>
        {groups.map(({ name, choices }, number) => {
          const before = groups.slice(0, number).reduce((sum, group) => sum + group.choices.length, 0);
          return (
            <div key={name} role="group" aria-label={name}>
              <p aria-hidden="true" className={styles.group}>
                {name}
              </p>
              {choices.map((choice, offset) => (
                // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- The field has the focus and the keys.
                <div
                  key={choice.id}
                  id={optionId(before + offset)}
                  role="option"
                  tabIndex={-1}
                  aria-selected={before + offset === index}
                  className={styles.option}
                  onClick={() => choose(choice)}
                >
                  {choice.icon}
                  <span dir="auto">{choice.label}</span>
                  {choice.hint && <small>{choice.hint}</small>}
                </div>
              ))}
            </div>
          );
        })}
      </div>
      {all.length === 0 && (
        <p className={styles.none} role="status">
          {t.palette.none}
        </p>
      )}
      <p id={`${id}-help`} className={styles.help}>
        {t.palette.help}
      </p>
    </dialog>
  );
}
