import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ADMIN } from '@/features/admin/admin-api';
import { errorText } from '@/config/strings';

/** A change that an admin makes; afterwards all of the screen is read again. */
export function useChange<Given, Outcome>(change: (given: Given) => Promise<Outcome>, also: string[] = []) {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ADMIN });
      if (also.length > 0) await client.invalidateQueries({ queryKey: also });
    },
  });
  return { ...mutation, problem: mutation.isError ? errorText(mutation.error) : null };
}
