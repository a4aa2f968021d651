/** The English texts that the page shows at first: they come with it. */
export * from '@/config/strings/en/chat';
export * from '@/config/strings/en/content';
export * from '@/config/strings/en/conversations';
export * from '@/config/strings/en/documents';
export * from '@/config/strings/en/errors';
export * from '@/config/strings/en/shell';
export * from '@/config/strings/en/tools';
