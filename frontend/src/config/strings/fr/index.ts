import type { Strings } from '@/config/strings/en';
import { account, security } from '@/config/strings/fr/account';
import { auth } from '@/config/strings/fr/auth';
import { chat } from '@/config/strings/fr/chat';
import { content } from '@/config/strings/fr/content';
import { conversations } from '@/config/strings/fr/conversations';
import { documents, ingest, sameFiles } from '@/config/strings/fr/documents';
import { errors, unknownError } from '@/config/strings/fr/errors';
import { reader } from '@/config/strings/fr/reader';
import { app, connection, layout, shortcuts } from '@/config/strings/fr/shell';
import {
  arranging,
  selection,
  prompts,
  palette,
  view,
  following,
  pins,
  everywhere,
} from '@/config/strings/fr/tools';

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
