import { account, security } from '@/config/strings/en/account';
import { auth } from '@/config/strings/en/auth';
import { chat } from '@/config/strings/en/chat';
import { content } from '@/config/strings/en/content';
import { conversations } from '@/config/strings/en/conversations';
import { documents, ingest, sameFiles } from '@/config/strings/en/documents';
import { errors, unknownError } from '@/config/strings/en/errors';
import { reader } from '@/config/strings/en/reader';
import { app, connection, layout, shortcuts } from '@/config/strings/en/shell';

export const strings = {
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

export type Strings = typeof strings;
