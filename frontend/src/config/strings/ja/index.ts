import type { Strings } from '@/config/strings/en';
import { account, security } from '@/config/strings/ja/account';
import { auth } from '@/config/strings/ja/auth';
import { chat } from '@/config/strings/ja/chat';
import { content } from '@/config/strings/ja/content';
import { conversations } from '@/config/strings/ja/conversations';
import { documents, ingest, sameFiles } from '@/config/strings/ja/documents';
import { errors, unknownError } from '@/config/strings/ja/errors';
import { reader } from '@/config/strings/ja/reader';
import { app, connection, layout, shortcuts } from '@/config/strings/ja/shell';

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
