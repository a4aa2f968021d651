import { ADMIN, getActs } from '@/features/admin/admin-api';
import { ActList } from '@/components/ActList';
import { Loaded } from '@/components/Loaded';
import { useServices } from '@/lib/services';
import { usePaged } from '@/lib/use-paged';

/** What admins did, the newest first. */
export function Log() {
  const { api } = useServices();
  const query = usePaged([...ADMIN, 'acts'], (cursor) => getActs(api, cursor));
  return <Loaded query={query}>{() => <ActList acts={query.items} whom />}</Loaded>;
}
