import type { Strings } from '@/config/strings/en';
import { account, security } from '@/config/strings/pt/account';
import { auth } from '@/config/strings/pt/auth';
import { chat } from '@/config/strings/pt/chat';
import { content } from '@/config/strings/pt/content';
import { conversations } from '@/config/strings/pt/conversations';
import { documents, ingest, sameFiles } from '@/config/strings/pt/documents';
import { errors, unknownError } from '@/config/strings/pt/errors';
import { reader } from '@/config/strings/pt/reader';
import { app, connection, layout, shortcuts } from '@/config/strings/pt/shell';
import {
  arranging,
  selection,
  prompts,
  palette,
  view,
  following,
  pins,
  everywhere,
} from '@/config/strings/pt/tools';

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
