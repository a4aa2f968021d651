import { lazy } from 'react';

/** It shares the reader of Markdown with the answers. */
export const LazyDocumentText = lazy(() => import('@/features/reader/DocumentText'));
