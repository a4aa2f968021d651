import { Icon } from '@/components/Icon';
import { t } from '@/config/strings';
import { useModels } from '@/lib/models';
import styles from '@/features/chat/Composer.module.css';

interface ModelChoiceProps {
  model: string | null;
  onModel: (id: string) => void;
}

export function ModelChoice({ model, onModel }: ModelChoiceProps) {
  const models = useModels();
  if (models.length < 2) return null;
  const standard = models.find((choice) => choice.default) ?? models[0];
  return (
    <span className={styles.pill}>
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
      <Icon name="chevron" size={14} />
    </span>
  );
}
