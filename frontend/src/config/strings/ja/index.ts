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
import {
  arranging,
  selection,
  prompts,
  palette,
  view,
  following,
  pins,
  everywhere,
} from '@/config/strings/ja/tools';

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
