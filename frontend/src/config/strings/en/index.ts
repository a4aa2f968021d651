import { account, security } from '@/config/strings/en/account';
import { auth } from '@/config/strings/en/auth';
import { chat } from '@/config/strings/en/chat';
import { content } from '@/config/strings/en/content';
import { conversations } from '@/config/strings/en/conversations';
import { documents, ingest, sameFiles } from '@/config/strings/en/documents';
import { errors, unknownError } from '@/config/strings/en/errors';
import { reader } from '@/config/strings/en/reader';
import { app, connection, layout, shortcuts } from '@/config/strings/en/shell';
import {
  arranging,
  selection,
  prompts,
  palette,
  view,
  following,
  pins,
  everywhere,
} from '@/config/strings/en/tools';

export const strings = {
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

export type Strings = typeof strings;
