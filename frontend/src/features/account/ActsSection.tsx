/** What admins did that concerns the person: it stands in a log that nobody changes. */
import { useQuery } from '@tanstack/react-query';
import { getActs } from '@/features/account/account-api';
import { Section } from '@/features/account/Section';
import { ActList } from '@/components/ActList';
import { Loaded } from '@/components/Loaded';
import { t } from '@/config/late-strings';
import { useServices } from '@/lib/services';

export function ActsSection() {
  const { api } = useServices();
  const acts = useQuery({ queryKey: ['acts'], queryFn: () => getActs(api), staleTime: 0 });
  return (
    <Section title={t.admin.concerning}>
      <Loaded query={acts}>{(list) => <ActList acts={list} />}</Loaded>
    </Section>
  );
}
