import type { Strings } from '@/config/strings/en';
import { account, security } from '@/config/strings/ar/account';
import { auth } from '@/config/strings/ar/auth';
import { chat } from '@/config/strings/ar/chat';
import { content } from '@/config/strings/ar/content';
import { conversations } from '@/config/strings/ar/conversations';
import { documents, ingest, sameFiles } from '@/config/strings/ar/documents';
import { errors, unknownError } from '@/config/strings/ar/errors';
import { reader } from '@/config/strings/ar/reader';
import { app, connection, layout, shortcuts } from '@/config/strings/ar/shell';

export const strings: Strings = {
  account,
  app,
  auth,
  chat,
  connection,
  content,
  conversations,
  documents,
  errors,
  ingest,
  layout,
  reader,
  sameFiles,
  security,
  shortcuts,
  unknownError,
};
