import type { Strings } from '@/config/strings/en';
import { account, security } from '@/config/strings/vi/account';
import { auth } from '@/config/strings/vi/auth';
import { chat } from '@/config/strings/vi/chat';
import { content } from '@/config/strings/vi/content';
import { conversations } from '@/config/strings/vi/conversations';
import { documents, ingest, sameFiles } from '@/config/strings/vi/documents';
import { errors, unknownError } from '@/config/strings/vi/errors';
import { reader } from '@/config/strings/vi/reader';
import { app, connection, layout, shortcuts } from '@/config/strings/vi/shell';
import {
  arranging,
  selection,
  prompts,
  palette,
  view,
  following,
  pins,
  everywhere,
} from '@/config/strings/vi/tools';

export const strings: Strings = {
  account,
  app,
  arranging,
  auth,
  chat,
  connection,
  content,
  conversations,
  documents,
  errors,
  everywhere,
  following,
  ingest,
  layout,
  palette,
  pins,
  prompts,
  reader,
  sameFiles,
  security,
  selection,
  shortcuts,
  unknownError,
  view,
};
