export const app = {
  name: 'Grail',
  tagline: 'Ask your own documents.',
  promise: 'Upload files, ask a question, and check every claim against its passage.',
  loading: 'Loading Grail…',
  skipToQuestion: 'Skip to the question field',
  retry: 'Try again',
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  undo: 'Undo',
  loadMore: 'Show more',
  startFailedTitle: 'Grail could not start',
  configMissing: 'The page could not read its settings from this address. Check that the server is running.',
  serviceUnreachable: (url: string) =>
    `The service at ${url} does not answer. Check your connection and that the service is running.`,
  crashedTitle: 'Something in the page broke',
  crashed: 'Your documents and conversations are safe. Load the page again to continue.',
  reload: 'Load again',
  unknownError: 'Something went wrong. Try again in a moment.',
  companyFailed: 'Signing in with your company did not work. Try again, or ask your administrator.',
};

export const connection = {
  meanwhile: 'What is loaded can be read on. Questions and deletions wait.',
  now: 'Connect now',
  states: {
    open: 'Connected',
    connecting: 'Connecting…',
    waiting: 'Connection lost. Trying again…',
    closed: 'Not connected',
  },
};

export const layout = {
  openSidebar: 'Show conversations',
  closeSidebar: 'Hide conversations',
  openDocuments: 'Show documents',
  closeDocuments: 'Hide documents',
  closePanel: 'Close panel',
  sidebar: 'Conversations and account',
  main: 'Conversation',
  notices: 'Notices',
};

export const shortcuts = {
  title: 'Keyboard shortcuts',
  close: 'Close the panel',
  send: 'Ask',
  newline: 'New line',
  names: {
    ask: 'Go to the question field',
    new: 'New conversation',
    documents: 'Show or hide documents',
    conversations: 'Search conversations',
    upload: 'Add files',
    help: 'Show these shortcuts',
    stop: 'Stop the answer',
  },
};

/** What the menu of the account offers: also the title of what opens. */
export const menu = {
  title: 'Account',
  usage: 'Usage',
  theme: 'Appearance',
  language: 'Language',
  security: 'Sign-in and security',
  programs: 'Programs',
  data: 'Your data',
  admin: 'Administration',
  signOut: 'Sign out',
};
