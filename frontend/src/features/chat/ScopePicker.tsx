import { useEffect, useId, useRef, useState } from 'react';
import { Button } from '@/components/Button';
import {
  EVERYTHING,
  isEverything,
  toggleCollection,
  toggleDocument,
  toggleTag,
  type Scope,
  type ScopeChoice,
} from '@/features/chat/scope';
import { FileGlyph } from '@/components/FileGlyph';
import { count } from '@/config/format';
import { t } from '@/config/strings';
import { leftOf } from '@/lib/place';
import { fit } from '@/lib/match';
import styles from '@/features/chat/Scope.module.css';

function label(scope: Scope): string {
  if (isEverything(scope)) return t.chat.scopeAll;
  const parts = [];
  if (scope.collectionIds.length > 0) parts.push(t.collections.count(scope.collectionIds.length));
  if (scope.documentIds.length > 0) parts.push(t.documents.count(scope.documentIds.length));
  if (scope.tags.length > 0) parts.push(`${t.chat.scopeTags}: ${count(scope.tags.length)}`);
  return t.chat.searchedIn(parts.join(', '));
}

/** The button that says what is searched, and the list to choose from. */
export function ScopePicker(choice: ScopeChoice) {
  const { scope } = choice;
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const anchor = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  function toggle() {
    const box = panel.current;
    const at = anchor.current?.getBoundingClientRect();
    if (!box || !at) return;
    box.togglePopover();
    box.style.left = `${leftOf(at, box.offsetWidth, 'start')}px`;
    box.style.bottom = `${innerHeight - at.top + 6}px`;
  }

  return (
    <div ref={anchor} className={styles.anchor}>
      <Button
        small
        kind="quiet"
        icon="scope"
        aria-expanded={open}
        aria-controls={id}
        aria-label={`${t.chat.scope}: ${label(scope)}`}
        onClick={toggle}
      >
        <span className={styles.label}>{label(scope)}</span>
      </Button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        className={styles.panel}
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {open && <ScopeChoices {...choice} />}
      </div>
    </div>
  );
}

/** As many documents are drawn at first. */
const WINDOW = 80;

function ScopeChoices({ scope, options, onScope, onWhole }: ScopeChoice) {
  const [filter, setFilter] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // On a touch screen the keyboard would cover the list.
    if (matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, []);
  useEffect(onWhole, [onWhole]);
  const [limit, setLimit] = useState(WINDOW);
  const fitting = options.documents.filter(({ filename }) => fit(filename, filter) > 0);
  const shown = fitting.slice(0, limit);
  const all = fitting.map(({ id }) => id);
  const missing = all.filter((id) => !scope.documentIds.includes(id));
  return (
    <>
      <input
        ref={field}
        type="search"
        dir="auto"
        className={styles.filter}
        value={filter}
        placeholder={t.documents.filter}
        aria-label={t.documents.filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      <div className={styles.groups}>
        {options.collections.length > 0 && filter === '' && (
          <fieldset className={styles.group}>
            <legend>{t.collections.title}</legend>
            {options.collections.map(({ id, name, owner_name: owner }) => (
              <Choice
                key={id}
                name={name}
                owner={owner}
                chosen={scope.collectionIds.includes(id)}
                onToggle={() => onScope(toggleCollection(scope, id))}
              />
            ))}
          </fieldset>
        )}
        {options.tags.length > 0 && filter === '' && (
          <fieldset className={styles.group}>
            <legend>{t.chat.scopeTags}</legend>
            {options.tags.map((tag) => (
              <Choice
                key={tag}
                name={tag}
                chosen={scope.tags.includes(tag)}
                onToggle={() => onScope(toggleTag(scope, tag))}
              />
            ))}
          </fieldset>
        )}
        <fieldset className={styles.group}>
          <legend>{t.chat.scopeDocuments}</legend>
          {options.documents.length === 0 && <p className={styles.none}>{t.chat.scopeNone}</p>}
          {shown.map((document) => (
            <Choice
              key={document.id}
              name={document.filename}
              glyph
              chosen={scope.documentIds.includes(document.id)}
              onToggle={() => onScope(toggleDocument(scope, document.id))}
            />
          ))}
          {fitting.length > limit && (
            <Button small kind="quiet" onClick={() => setLimit(limit + WINDOW)}>
              {t.app.loadMore}
            </Button>
          )}
        </fieldset>
      </div>
      {filter !== '' && missing.length > 0 && (
        <Button
          small
          kind="quiet"
          onClick={() => onScope({ ...scope, documentIds: [...scope.documentIds, ...missing] })}
        >
          {`${t.selection.all} (${count(missing.length)})`}
        </Button>
      )}
      {!isEverything(scope) && (
        <Button small kind="quiet" onClick={() => onScope(EVERYTHING)}>
          {t.chat.scopeClear}
        </Button>
      )}
    </>
  );
}

interface ChoiceProps {
  name: string;
  /** The address of who shares it. */
  owner?: string | null;
  /** Whether it is a file. */
  glyph?: boolean;
  chosen: boolean;
  onToggle: () => void;
}

function Choice({ name, owner, glyph, chosen, onToggle }: ChoiceProps) {
  return (
    <label className={styles.choice}>
      <input type="checkbox" checked={chosen} onChange={onToggle} />
      {glyph && <FileGlyph small name={name} />}
      <span dir="auto" title={name}>
        {name}
      </span>
      {owner && (
        <small dir="ltr" title={owner}>
          {owner}
        </small>
      )}
    </label>
  );
}
