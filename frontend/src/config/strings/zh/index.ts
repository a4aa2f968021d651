import type { Strings } from '@/config/strings/en';
import { account, security } from '@/config/strings/zh/account';
import { auth } from '@/config/strings/zh/auth';
import { chat } from '@/config/strings/zh/chat';
import { content } from '@/config/strings/zh/content';
import { conversations } from '@/config/strings/zh/conversations';
import { documents, ingest, sameFiles } from '@/config/strings/zh/documents';
import { errors, unknownError } from '@/config/strings/zh/errors';
import { reader } from '@/config/strings/zh/reader';
import { app, connection, layout, shortcuts } from '@/config/strings/zh/shell';
import {
  arranging,
  selection,
  prompts,
  palette,
  view,
  following,
  pins,
  everywhere,
} from '@/config/strings/zh/tools';

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
