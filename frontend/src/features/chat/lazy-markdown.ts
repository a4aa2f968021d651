import { lazy } from 'react';

const load = () => import('@/features/chat/Markdown');

/** The markdown reader is a quarter of the page's script, and is needed only once there is an answer. */
export const LazyMarkdown = lazy(load);

/** Fetches it ahead of the first answer. */
export function preloadMarkdown(): void {
  void load();
}
