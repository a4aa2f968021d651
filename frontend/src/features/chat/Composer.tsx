/** The field to ask in. Enter asks, Shift+Enter makes a new line; what is half typed is kept. */
import { useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import { ScopeChips } from '@/features/chat/ScopeChips';
import { ScopePicker } from '@/features/chat/ScopePicker';
import type { ChatMessage } from '@/features/chat/chat-state';
import { readDraft, writeDraft } from '@/features/chat/drafts';
import { isEverything, type ScopeChoice } from '@/features/chat/scope';
import { Icon } from '@/components/Icon';
import { t } from '@/config/strings';
import { useServices } from '@/lib/services';
import styles from '@/features/chat/Composer.module.css';

export interface ComposerHandle {
  fill: (text: string) => void;
  focus: () => void;
}

interface ComposerProps {
  ref: Ref<ComposerHandle>;
  thread: string;
  live: ChatMessage | undefined;
  scopeChoice: ScopeChoice;
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

export function Composer({ ref, ...props }: ComposerProps) {
  const { live, scopeChoice } = props;
  const [text, setText] = useDraft(props.thread);
  const area = useRef<HTMLTextAreaElement>(null);
  const tooLong = text.length > MAX_QUESTION;
  const ready = text.trim() !== '' && !tooLong && !live;

  useImperativeHandle(ref, () => ({
    fill: (value) => {
      setText(value);
      area.current?.focus();
    },
    focus: () => area.current?.focus(),
  }));

  useEffect(() => {
    // On a touch screen the keyboard would jump up unasked.
    if (matchMedia('(pointer: fine)').matches) area.current?.focus({ preventScroll: true });
  }, []);

  function ask() {
    if (!ready) return;
    props.onAsk(text.trim());
    setText('');
  }

  function onKeyDown(event: KeyboardEvent) {
    // While a word is being composed (Vietnamese, Japanese …) Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    ask();
  }

  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <div className={styles.box}>
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
            enterKeyHint="send"
            data-testid="ask-input"
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
          />
        </div>
        <div className={styles.bar}>
          <ScopePicker {...scopeChoice} />
          <ModelChoice model={props.model} onModel={props.onModel} />
          <SendOrStop live={live} ready={ready} onStop={props.onStop} />
        </div>
      </div>
      <p
        id="ask-hint"
        className={tooLong ? styles.problem : styles.hint}
        role={tooLong ? 'alert' : undefined}
      >
        {tooLong ? t.chat.tooLong(MAX_QUESTION) : t.chat.hint}
      </p>
    </form>
  );
}

function ModelChoice({ model, onModel }: Pick<ComposerProps, 'model' | 'onModel'>) {
  const { models } = useServices().config;
  if (models.length < 2) return null;
  const standard = models.find((choice) => choice.default) ?? models[0];
  return (
    <select
      className={styles.model}
      aria-label={t.chat.model}
      value={model ?? standard?.id}
      onChange={(event) => onModel(event.target.value)}
    >
      {models.map((choice) => (
        <option key={choice.id} value={choice.id}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}

function SendOrStop({
  live,
  ready,
  onStop,
}: {
  live: ChatMessage | undefined;
  ready: boolean;
  onStop: (id: string) => void;
}) {
  if (live) {
    return (
      <button
        type="button"
        className={styles.stop}
        aria-label={live.status === 'stopping' ? t.chat.stopping : t.chat.stop}
        title={t.chat.stop}
        disabled={live.status === 'stopping'}
        data-testid="stop"
        onClick={() => onStop(live.id)}
      >
        <Icon name="stop" />
      </button>
    );
  }
  return (
    <button
      type="submit"
      className={styles.send}
      aria-label={t.chat.send}
      title={t.chat.send}
      disabled={!ready}
      data-testid="ask-submit"
    >
      <Icon name="send" />
    </button>
  );
}
