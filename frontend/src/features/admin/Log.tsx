import { ADMIN, getActs } from '@/features/admin/admin-api';
import { Loaded } from '@/features/admin/Loaded';
import { ActList } from '@/components/ActList';
import { Button } from '@/components/Button';
import { t } from '@/config/late-strings';
import { useServices } from '@/lib/services';
import { usePaged } from '@/lib/use-paged';

/** What admins did, the newest first. */
export function Log() {
  const { api } = useServices();
  const query = usePaged([...ADMIN, 'acts'], (cursor) => getActs(api, cursor));
  return (
    <>
      <Loaded query={query}>{() => <ActList acts={query.items} whom />}</Loaded>
      {query.hasNextPage && (
        <Button disabled={query.isFetching} onClick={() => void query.fetchNextPage()}>
          {t.app.loadMore}
        </Button>
      )}
    </>
  );
}
