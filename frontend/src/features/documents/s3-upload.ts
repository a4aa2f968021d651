/** A file's way straight to S3: the one place where XMLHttpRequest is needed, for its upload progress. */
import type { UploadTarget } from '@/types/api';

export class UploadError extends Error {
  readonly code: 'broken' | 'refused' | 'cancelled';

  constructor(code: UploadError['code']) {
    super(`The upload ended: ${code}.`);
    this.name = 'UploadError';
    this.code = code;
  }
}

export function postToS3(
  { url, fields }: UploadTarget['upload'],
  file: File,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file); // S3 reads nothing after the file.

  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.upload.onprogress = (event) => onProgress(event.total > 0 ? event.loaded / event.total : 0);
    request.onload = () =>
      request.status >= 200 && request.status < 300 ? resolve() : reject(new UploadError('refused'));
    request.onerror = () => reject(new UploadError('broken'));
    request.onabort = () => reject(new UploadError('cancelled'));
    if (signal.aborted) return reject(new UploadError('cancelled'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}
