import { FileGlyph } from '@/components/FileGlyph';
import { Icon } from '@/components/Icon';
import { toggleCollection, toggleDocument, toggleTag, type ScopeChoice } from '@/features/chat/scope';
import { t } from '@/config/strings';
import styles from '@/features/chat/Scope.module.css';

/** As many chips are shown on lines of their own; more stand on one line, which scrolls. */
const FEW = 2;

/** What the next question is limited to; a click takes it off. */
export function ScopeChips({ scope, options, onScope }: ScopeChoice) {
  const chips = [
    ...scope.collectionIds.map((id) => ({
      id,
      icon: 'layers' as const,
      name: options.names.get(id) ?? t.collections.count(1),
      next: toggleCollection(scope, id),
    })),
    ...scope.documentIds.map((id) => ({
      id,
      icon: 'file' as const,
      name: options.names.get(id) ?? t.documents.count(1),
      next: toggleDocument(scope, id),
    })),
    ...scope.tags.map((tag) => ({
      id: `#${tag}`,
      icon: 'tag' as const,
      name: tag,
      next: toggleTag(scope, tag),
    })),
  ];
  return (
    <ul className={chips.length > FEW ? styles.manyChips : styles.chips} data-testid="scope-chips">
      {chips.map((chip) => (
        <li key={chip.id}>
          <button
            type="button"
            className={styles.chip}
            title={t.chat.scopeRemove(chip.name)}
            aria-label={t.chat.scopeRemove(chip.name)}
            onClick={() => onScope(chip.next)}
          >
            {chip.icon === 'file' ? (
              <FileGlyph small name={chip.name} />
            ) : (
              <Icon name={chip.icon} size={14} />
            )}
            <span dir="auto">{chip.name}</span>
            <Icon name="close" size={14} />
          </button>
        </li>
      ))}
    </ul>
  );
}
