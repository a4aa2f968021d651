/** The English texts of screens that are fetched when a person opens them. */
export * from '@/config/strings/en/account';
export * from '@/config/strings/en/admin';
export * from '@/config/strings/en/auth';
export * from '@/config/strings/en/reader';
export * from '@/config/strings/en/sharing';
export * from '@/config/strings/en/linked';
export * from '@/config/strings/en/sources';
