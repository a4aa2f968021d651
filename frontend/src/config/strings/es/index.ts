import type { Strings } from '@/config/strings/en';
import { account, security } from '@/config/strings/es/account';
import { auth } from '@/config/strings/es/auth';
import { chat } from '@/config/strings/es/chat';
import { content } from '@/config/strings/es/content';
import { conversations } from '@/config/strings/es/conversations';
import { documents, ingest, sameFiles } from '@/config/strings/es/documents';
import { errors, unknownError } from '@/config/strings/es/errors';
import { reader } from '@/config/strings/es/reader';
import { app, connection, layout, shortcuts } from '@/config/strings/es/shell';
import {
  arranging,
  selection,
  prompts,
  palette,
  view,
  following,
  pins,
  everywhere,
} from '@/config/strings/es/tools';

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
