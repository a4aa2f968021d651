/** The clients and facts of a session that the app gives to every feature. */
import { createContext, use } from 'react';
import type { ApiClient } from '@/lib/api-client';
import type { ChatSocket } from '@/lib/chat-socket';
import type { ServiceConfig } from '@/types/api';

export interface Services {
  api: ApiClient;
  /** Where REST is, without a slash at its end. */
  apiUrl: string;
  socket: ChatSocket;
  config: ServiceConfig;
  email: string;
  ownerId: string;
  /** Whether the company's own sign-in keeps the password. */
  throughCompany: boolean;
  isAdmin: boolean;
  /** `message` is shown above the sign-in. */
  signOut: (message?: string) => Promise<void>;
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (!services) throw new Error('useServices is for components inside the signed-in page.');
  return services;
}
