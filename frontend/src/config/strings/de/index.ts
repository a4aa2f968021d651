import type { Strings } from '@/config/strings/en';
import { account, security } from '@/config/strings/de/account';
import { auth } from '@/config/strings/de/auth';
import { chat } from '@/config/strings/de/chat';
import { content } from '@/config/strings/de/content';
import { conversations } from '@/config/strings/de/conversations';
import { documents, ingest, sameFiles } from '@/config/strings/de/documents';
import { errors, unknownError } from '@/config/strings/de/errors';
import { reader } from '@/config/strings/de/reader';
import { app, connection, layout, shortcuts } from '@/config/strings/de/shell';
import {
  arranging,
  selection,
  prompts,
  palette,
  view,
  following,
  pins,
  everywhere,
} from '@/config/strings/de/tools';

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
