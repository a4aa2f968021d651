/** Which models may be asked now: an admin may switch one off while the page is open. */
import { useQuery } from '@tanstack/react-query';
import { useServices } from '@/lib/services';
import type { ModelChoice, ServiceConfig } from '@/types/api';

/** Read again after a question was refused because its model is off. */
export const MODELS = ['models'];

const FRESH_MS = 60_000;

export function useModels(): ModelChoice[] {
  const { api, config } = useServices();
  const { data } = useQuery({
    queryKey: MODELS,
    queryFn: async () => (await api.get<ServiceConfig>('/config')).models,
    initialData: config.models,
    staleTime: FRESH_MS,
  });
  return data;
}
