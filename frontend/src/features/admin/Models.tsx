import { useQuery } from '@tanstack/react-query';
import { ADMIN, getModels, switchModel } from '@/features/admin/admin-api';
import { useChange } from '@/features/admin/use-change';
import { Loaded } from '@/components/Loaded';
import { Notice } from '@/components/Notice';
import { t } from '@/config/late-strings';
import { MODELS } from '@/lib/models';
import { useServices } from '@/lib/services';
import styles from '@/features/admin/Admin.module.css';

/** Which models may be asked, from the next question on. */
export function Models() {
  const { api } = useServices();
  const query = useQuery({ queryKey: [...ADMIN, 'models'], queryFn: () => getModels(api) });
  const change = useChange(({ id, on }: { id: string; on: boolean }) => switchModel(api, id, on), MODELS);
  return (
    <>
      <p className={styles.hint}>{t.admin.modelsText}</p>
      {change.problem && <Notice>{change.problem}</Notice>}
      <Loaded query={query}>
        {(models) => (
          <ul className={styles.list}>
            {models.map((model) => (
              <li key={model.id}>
                <label>
                  <input
                    type="checkbox"
                    checked={
                      change.isPending && change.variables.id === model.id ? change.variables.on : model.on
                    }
                    disabled={change.isPending}
                    onChange={(event) => change.mutate({ id: model.id, on: event.target.checked })}
                  />
                  {model.label}
                </label>
                <code>{model.id}</code>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </>
  );
}
