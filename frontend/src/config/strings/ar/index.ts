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
import {
  arranging,
  selection,
  prompts,
  palette,
  view,
  following,
  pins,
  everywhere,
} from '@/config/strings/ar/tools';

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
