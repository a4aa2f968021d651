/** What the service speaks: docs/protocol.md in TypeScript. Fields may be added on the wire; none is taken away. */
export type * from '@/types/api/service';
export type * from '@/types/api/collections';
export type * from '@/types/api/documents';
export type * from '@/types/api/conversations';
export type * from '@/types/api/frames';
export type * from '@/types/api/notes';
export type * from '@/types/api/admin';
export type * from '@/types/api/links';
export type * from '@/types/api/sources';
