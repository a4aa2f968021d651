/** A button that opens a short list of actions, by mouse, touch and arrow keys. */
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { IconButton } from '@/components/Button';
import { Icon, type IconName } from '@/components/Icon';
import { leftOf } from '@/lib/place';
import styles from '@/components/Menu.module.css';

export interface MenuAction {
  label: string;
  icon: IconName;
  run: () => void;
  danger?: boolean;
  disabled?: boolean;
  /** For one of several that exclude each other: whether it holds now. */
  checked?: boolean;
  /** The name that tests know it by. */
  testId?: string;
}

interface MenuProps {
  label: string;
  actions: readonly MenuAction[];
  icon?: IconName;
}

/** Below the button where there is room, else above; never outside the window. */
function position(menu: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + 4 + height <= innerHeight;
  menu.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - 4 - height)}px`;
  menu.style.left = `${leftOf(at, width, 'end')}px`;
}

export function Menu({ label, actions, icon = 'dots' }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLSpanElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  const items = () => [
    ...(menu.current?.querySelectorAll<HTMLElement>('[role^=menuitem]:not(:disabled)') ?? []),
  ];

  function show() {
    if (!menu.current || !button.current) return;
    menu.current.showPopover();
    position(menu.current, button.current);
    items()[0]?.focus();
  }

  function choose(action: MenuAction) {
    menu.current?.hidePopover();
    // A dialog that the action opens returns the focus to where it was, which must not be inside a closed menu.
    button.current?.querySelector('button')?.focus();
    action.run();
  }

  function move(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Tab') menu.current?.hidePopover();
    if (step === undefined) return;
    event.preventDefault();
    const all = items();
    const now = all.indexOf(document.activeElement as HTMLElement);
    all[(now + step + all.length) % all.length]?.focus();
  }

  return (
    <span ref={button} className={styles.anchor}>
      <IconButton
        small
        icon={icon}
        label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        onClick={(event) => {
          event.stopPropagation();
          if (open) menu.current?.hidePopover();
          else show();
        }}
      />
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className={styles.menu}
        onToggle={(event) => setOpen(event.newState === 'open')}
        onKeyDown={move}
      >
        {actions.map((action) => (
          <button
            key={action.label}
            type="button"
            role={action.checked === undefined ? 'menuitem' : 'menuitemradio'}
            aria-checked={action.checked}
            tabIndex={-1}
            data-testid={action.testId}
            disabled={action.disabled}
            className={action.danger ? styles.danger : undefined}
            onClick={(event) => {
              event.stopPropagation();
              choose(action);
            }}
          >
            <Icon name={action.icon} size={16} />
            {action.label}
            {action.checked && <Icon name="check" size={16} />}
          </button>
        ))}
      </div>
    </span>
  );
}
