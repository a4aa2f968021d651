/** The list above the question while a document or a prompt is being named. The field keeps the focus. */
import { useEffect, useImperativeHandle, useState, type ReactNode, type Ref } from 'react';
import type { Trigger } from '@/features/chat/composer-trigger';
import { usePrompts } from '@/features/chat/prompts';
import { toggleCollection, toggleDocument, toggleTag, type ScopeChoice } from '@/features/chat/scope';
import { FileGlyph } from '@/components/FileGlyph';
import { Icon } from '@/components/Icon';
import { t } from '@/config/strings';
import { best } from '@/lib/match';
import { useServices } from '@/lib/services';
import styles from '@/features/chat/ComposerMenu.module.css';

/** Its id, by which the field names it. */
const MENU_ID = 'ask-menu';

export interface ComposerMenuHandle {
  move: (step: 1 | -1) => void;
  /** False where there is nothing to choose. */
  choose: () => boolean;
}

interface ComposerMenuProps {
  ref: Ref<ComposerMenuHandle>;
  trigger: Trigger;
  scopeChoice: ScopeChoice;
  /** Puts `text` in the place of what was typed for it. */
  onInsert: (text: string) => void;
  onManage: () => void;
  /** Tells which option is chosen, for screen readers. */
  onActive: (id: string | undefined) => void;
}

interface Choice {
  id: string;
  icon: ReactNode;
  label: string;
  hint?: string;
  run: () => void;
}

const MOST = 8;

function useChoices({
  trigger,
  scopeChoice,
  onInsert,
  onManage,
}: Omit<ComposerMenuProps, 'ref' | 'onActive'>): Choice[] {
  const { ownerId } = useServices();
  const prompts = usePrompts(ownerId);
  const { scope, options, onScope } = scopeChoice;
  if (trigger.kind === 'prompt') {
    const saved = best(prompts, trigger.query, ({ name, text }) => `${name} ${text}`, MOST);
    return [
      ...saved.map(({ id, name, text }): Choice => ({
        id,
        icon: <Icon name="bookmark" size={16} />,
        label: name,
        hint: text,
        run: () => onInsert(text),
      })),
      { id: 'manage', icon: <Icon name="edit" size={16} />, label: t.prompts.manage, run: onManage },
    ];
  }
  const documents = options.documents.map(({ id, filename }): Choice => ({
    id,
    icon: <FileGlyph small name={filename} />,
    label: filename,
    run: () => {
      if (!scope.documentIds.includes(id)) onScope(toggleDocument(scope, id));
      onInsert('');
    },
  }));
  const tags = options.tags.map((tag): Choice => ({
    id: `#${tag}`,
    icon: <Icon name="tag" size={16} />,
    label: tag,
    run: () => {
      if (!scope.tags.includes(tag)) onScope(toggleTag(scope, tag));
      onInsert('');
    },
  }));
  const collections = options.collections.map(({ id, name }): Choice => ({
    id,
    icon: <Icon name="layers" size={16} />,
    label: name,
    run: () => {
      if (!scope.collectionIds.includes(id)) onScope(toggleCollection(scope, id));
      onInsert('');
    },
  }));
  return best([...documents, ...collections, ...tags], trigger.query, ({ label }) => label, MOST);
}

export default function ComposerMenu({ ref, onActive, ...props }: ComposerMenuProps) {
  const { trigger } = props;
  const choices = useChoices(props);
  const [at, setAt] = useState(0);
  const index = Math.min(at, Math.max(0, choices.length - 1));
  const active = choices[index] && `${MENU_ID}-${index}`;
  const { onWhole } = props.scopeChoice;

  useImperativeHandle(ref, () => ({
    move: (step) => setAt((index + step + choices.length) % Math.max(1, choices.length)),
    choose: () => {
      choices[index]?.run();
      return choices[index] !== undefined;
    },
  }));
  useEffect(onWhole, [onWhole]);
  useEffect(() => {
    onActive(active);
    return () => onActive(undefined);
  }, [active, onActive]);

  return (
    <div className={styles.menu} data-testid="composer-menu">
      <ul id={MENU_ID} role="listbox" aria-label={t.prompts.menus[trigger.kind]}>
        {choices.map((choice, number) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- The field above has the focus and the keys.
          <li
            key={choice.id}
            id={`${MENU_ID}-${number}`}
            role="option"
            aria-selected={number === index}
            className={styles.option}
            onMouseDown={(event) => event.preventDefault()}
            onClick={choice.run}
          >
            {choice.icon}
            <span dir="auto">{choice.label}</span>
            {choice.hint && <small dir="auto">{choice.hint}</small>}
          </li>
        ))}
      </ul>
      {choices.length === 0 && <p className={styles.none}>{t.documents.noMatch}</p>}
    </div>
  );
}
