/** The field to ask in. Enter asks, Shift+Enter makes a new line; what is half typed is kept. */
import {
  Suspense,
  lazy,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  type KeyboardEvent,
  type Ref,
} from 'react';
import type { ChatMessage } from '@/features/chat/chat-state';
import type { ComposerMenuHandle } from '@/features/chat/ComposerMenu';
import { triggerAt } from '@/features/chat/composer-trigger';
import { readDraft, writeDraft } from '@/features/chat/drafts';
import { DropTarget } from '@/features/chat/DropTarget';
import { ModelChoice } from '@/features/chat/ModelChoice';
import { isEverything, type ScopeChoice } from '@/features/chat/scope';
import { ScopeChips } from '@/features/chat/ScopeChips';
import { ScopePicker } from '@/features/chat/ScopePicker';
import { SendOrStop } from '@/features/chat/SendOrStop';
import { IconButton } from '@/components/Button';
import { t } from '@/config/strings';
import { useServices } from '@/lib/services';
import styles from '@/features/chat/Composer.module.css';

const ComposerMenu = lazy(() => import('@/features/chat/ComposerMenu'));
const PromptsDialog = lazy(() => import('@/features/chat/PromptsDialog'));
const MENU_ID = 'ask-menu';

export interface ComposerHandle {
  fill: (text: string) => void;
  focus: () => void;
  /** Opens the saved prompts with a new one of this text. */
  savePrompt: (text: string) => void;
}

interface ComposerProps {
  ref: Ref<ComposerHandle>;
  thread: string;
  live: ChatMessage | undefined;
  scopeChoice: ScopeChoice;
  /** Whether nothing has been asked yet: then the field explains itself. */
  first: boolean;
  onAddFiles: () => void;
  model: string | null;
  onModel: (id: string) => void;
  onAsk: (text: string) => void;
  onStop: (messageId: string) => void;
}

/** Length of the longest question that the service takes, in characters. */
const MAX_QUESTION = 8_000;

function useDraft(thread: string) {
  const { ownerId } = useServices();
  const [text, setText] = useState(() => readDraft(ownerId, thread));
  function change(value: string) {
    setText(value);
    writeDraft(ownerId, thread, value);
  }
  return [text, change] as const;
}

/** Key code of a key that an input method has taken: Safari ends a composition before it tells of its Enter. */
const TAKEN = 229;

function isComposing(event: globalThis.KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === TAKEN;
}

/** What is being named at the caret, unless the person has closed its list. */
function useTrigger(text: string) {
  const [caret, setCaret] = useState<number | null>(null);
  const [closed, setClosed] = useState<string | null>(null);
  const trigger = caret === null ? null : triggerAt(text, caret);
  const name = trigger && `${trigger.kind} ${trigger.start}`;
  return {
    trigger: name === closed ? null : trigger,
    /** The caret stands there; null where the field has no focus. */
    at: (next: number | null) => {
      setCaret(next);
      if (next !== null && triggerAt(text, next) === null) setClosed(null);
    },
    close: () => setClosed(name),
  };
}

export function Composer({ ref, ...props }: ComposerProps) {
  const { live, scopeChoice } = props;
  const [text, setText] = useDraft(props.thread);
  const area = useRef<HTMLTextAreaElement>(null);
  const menu = useRef<ComposerMenuHandle>(null);
  const { trigger, at, close } = useTrigger(text);
  const [active, setActive] = useState<string | undefined>();
  const [managing, setManaging] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const tooLong = text.length > MAX_QUESTION;
  const ready = text.trim() !== '' && !tooLong && !live;
  if (busy && !live) setBusy(false);

  useImperativeHandle(ref, () => ({
    fill: (value) => {
      setText(value);
      area.current?.focus();
    },
    focus: () => area.current?.focus(),
    savePrompt: setManaging,
  }));

  useEffect(() => {
    // On a touch screen the keyboard would jump up unasked.
    if (matchMedia('(pointer: fine)').matches) area.current?.focus({ preventScroll: true });
  }, []);

  function ask() {
    setBusy(live !== undefined && text.trim() !== '');
    if (!ready) return;
    props.onAsk(text.trim());
    setText('');
  }

  function insert(value: string) {
    if (!trigger) return;
    const next = text.slice(0, trigger.start) + value + text.slice(trigger.end).replace(/^ /, '');
    setText(next);
    at(null);
    area.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    // While a word is being composed (Vietnamese, Japanese …) Enter belongs to the input method.
    if (isComposing(event.nativeEvent)) return;
    if (trigger && menu.current && takenByMenu(event, menu.current, close)) return event.preventDefault();
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    ask();
  }

  const caret = (field: HTMLTextAreaElement) =>
    at(field.selectionStart === field.selectionEnd ? field.selectionEnd : null);

  return (
    <>
      <form
        className={styles.composer}
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <DropTarget scopeChoice={scopeChoice}>
          <Suspense fallback={null}>
            {trigger && (
              <ComposerMenu
                key={`${trigger.kind} ${trigger.query}`}
                ref={menu}
                trigger={trigger}
                scopeChoice={scopeChoice}
                onInsert={insert}
                onManage={() => {
                  insert('');
                  setManaging('');
                }}
                onActive={setActive}
              />
            )}
          </Suspense>
          {!isEverything(scopeChoice.scope) && <ScopeChips {...scopeChoice} />}
          <div className={styles.grow} data-value={`${text}\n`}>
            <textarea
              ref={area}
              id="ask"
              dir="auto"
              rows={1}
              value={text}
              placeholder={t.chat.ask}
              aria-label={t.chat.askLabel}
              aria-describedby="ask-hint"
              aria-invalid={tooLong}
              aria-autocomplete="list"
              aria-controls={trigger ? MENU_ID : undefined}
              aria-activedescendant={active}
              enterKeyHint="send"
              data-testid="ask-input"
              onChange={(event) => {
                setText(event.target.value);
                caret(event.target);
              }}
              onSelect={(event) => caret(event.currentTarget)}
              onBlur={() => at(null)}
              onKeyDown={onKeyDown}
            />
          </div>
          <div className={styles.bar}>
            <IconButton
              small
              icon="plus"
              label={t.documents.add}
              data-testid="attach"
              onClick={props.onAddFiles}
            />
            <ScopePicker {...scopeChoice} />
            <ModelChoice model={props.model} onModel={props.onModel} />
            <SendOrStop live={live} ready={ready} onStop={props.onStop} />
          </div>
        </DropTarget>
        <Hint tooLong={tooLong} busy={busy} first={props.first} />
      </form>
      <Suspense fallback={null}>
        {managing !== null && <PromptsDialog draft={managing} onClose={() => setManaging(null)} />}
      </Suspense>
    </>
  );
}

/** Whether the open list takes the key. */
function takenByMenu(event: KeyboardEvent, menu: ComposerMenuHandle, close: () => void): boolean {
  if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return false;
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp':
      menu.move(event.key === 'ArrowDown' ? 1 : -1);
      return true;
    case 'Enter':
    case 'Tab':
      return menu.choose();
    case 'Escape':
      close();
      return true;
    default:
      return false;
  }
}

function Hint({ tooLong, busy, first }: { tooLong: boolean; busy: boolean; first: boolean }) {
  if (tooLong)
    return (
      <p id="ask-hint" className={styles.problem} role="alert">
        {t.chat.tooLong(MAX_QUESTION)}
      </p>
    );
  return (
    <p
      id="ask-hint"
      className={first || busy ? styles.hint : 'visually-hidden'}
      role={busy ? 'status' : undefined}
    >
      {busy ? t.prompts.busy : t.chat.hint}
    </p>
  );
}
