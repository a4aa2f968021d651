import { createContext, use, useCallback, useSyncExternalStore } from 'react';
import { fileProblem } from '@/lib/check-file';
import type { Purpose, Upload, UploadQueue } from '@/features/documents/upload-queue';
import { useToast } from '@/components/Toasts';
import { useServices } from '@/lib/services';

export const UploadContext = createContext<UploadQueue | null>(null);

export function useUploadQueue(): UploadQueue {
  const queue = use(UploadContext);
  if (!queue) throw new Error('useUploadQueue is for components inside UploadContext.');
  return queue;
}

export function useUploads(): readonly Upload[] {
  const queue = useUploadQueue();
  return useSyncExternalStore(queue.subscribe, queue.getState);
}

/** Checks files and uploads those that pass; says why the others do not. */
export function useAddFiles(): (files: readonly File[], purpose?: Purpose) => void {
  const queue = useUploadQueue();
  const { config } = useServices();
  const toast = useToast();
  return useCallback(
    (files, purpose) => {
      const checked = files.map((file) => ({ file, problem: fileProblem(file, config.upload) }));
      for (const { problem } of checked) if (problem) toast({ text: problem, tone: 'problem' });
      const good = checked.filter(({ problem }) => problem === null).map(({ file }) => file);
      if (good.length > 0) queue.add(good, purpose);
    },
    [queue, config, toast],
  );
}
