/** Links to frozen copies of a conversation: made for some days, copied, taken back. */
import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { addressOf, getLinks, LINKS, makeLink, takeBack } from '@/features/conversations/links-api';
import { Button } from '@/components/Button';
import { DaysChoice } from '@/components/DaysChoice';
import { Dialog } from '@/components/Dialog';
import { Notice } from '@/components/Notice';
import { moment } from '@/config/format';
import { t } from '@/config/late-strings';
import { errorText } from '@/config/strings';
import { copyText } from '@/lib/clipboard';
import { useServices } from '@/lib/services';
import { useCopied } from '@/lib/use-copied';
import type { ConversationLink } from '@/types/api';
import styles from '@/features/conversations/LinkDialog.module.css';

const DAYS = [1, 7, 30, 90];
const USUAL_DAYS = 7;

interface LinkDialogProps {
  conversationId: string;
  onClose: () => void;
}

export default function LinkDialog({ conversationId, onClose }: LinkDialogProps) {
  const { api } = useServices();
  const client = useQueryClient();
  const [days, setDays] = useState(USUAL_DAYS);
  const links = useQuery({ queryKey: LINKS, queryFn: () => getLinks(api), staleTime: 0 });
  const again = () => client.invalidateQueries({ queryKey: LINKS });
  const make = useMutation({ mutationFn: () => makeLink(api, conversationId, days), onSuccess: again });
  const end = useMutation({ mutationFn: (link: string) => takeBack(api, link), onSuccess: again });
  const problem = links.error ?? make.error ?? end.error;
  const own = links.data?.filter((link) => link.conversation_id === conversationId);

  return (
    <Dialog title={t.conversations.share} onClose={onClose}>
      <div className={styles.body}>
        <p>{t.linked.text}</p>
        <div className={styles.make}>
          <DaysChoice choices={DAYS} days={days} onDays={setDays} />
          <Button kind="primary" icon="link" disabled={make.isPending} onClick={() => make.mutate()}>
            {t.linked.make}
          </Button>
        </div>
        {problem && <Notice>{errorText(problem)}</Notice>}
        {own?.length === 0 && <p className={styles.none}>{t.linked.none}</p>}
        <ul className={styles.links}>
          {own?.map((link) => (
            <Link key={link.id} link={link} busy={end.isPending} onEnd={() => end.mutate(link.id)} />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

interface LinkProps {
  link: ConversationLink;
  busy: boolean;
  onEnd: () => void;
}

function Link({ link, busy, onEnd }: LinkProps) {
  const [copied, setCopied] = useCopied();
  const address = addressOf(link.id);
  return (
    <li data-testid="conversation-link">
      <code dir="ltr">{address}</code>
      <small>{t.programs.ends(moment(link.expires_at))}</small>
      <span className={styles.acts}>
        <Button small icon={copied ? 'check' : 'copy'} onClick={() => void copyText(address).then(setCopied)}>
          {copied ? t.chat.copied : t.linked.copy}
        </Button>
        <Button small kind="danger" disabled={busy} onClick={onEnd}>
          {t.linked.takeBack}
        </Button>
      </span>
    </li>
  );
}
