import { useState, type ComponentProps } from 'react';
import { AssistantMessage } from '@/features/chat/AssistantMessage';
import { VersionSwitch } from '@/features/chat/VersionSwitch';
import { t } from '@/config/strings';

/** An answer, and the way to those that were made to the same question before. */
export function AnswerVersions({ message, last, ...rest }: ComponentProps<typeof AssistantMessage>) {
  const [chosen, setChosen] = useState<{ of: string; index: number } | null>(null);
  const versions = [...message.earlier, message];
  const newest = versions.length - 1;
  const index = chosen?.of === message.id ? Math.min(chosen.index, newest) : newest;
  const choose = (next: number) => setChosen({ of: message.id, index: next });
  return (
    <>
      <AssistantMessage {...rest} message={versions[index] ?? message} last={last && index === newest} />
      {newest > 0 && (
        <VersionSwitch
          label={t.chat.versions}
          earlier={t.chat.earlierVersion}
          later={t.chat.laterVersion}
          index={index}
          total={versions.length}
          onChoose={choose}
        />
      )}
    </>
  );
}
