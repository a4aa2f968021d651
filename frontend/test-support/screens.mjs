/** Every screen of the page in any language: how it is reached, with the page’s own texts, and how it is left. */

const escape = (page) => page.keyboard.press('Escape');
const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Before the sign-in. */
export const OUTSIDE = {
  'sign-in': { open: (page) => page.getByTestId('sign-in-submit').waitFor() },
  'sign-up': {
    open: (page, t) => button(page, t.auth.signUp).click(),
    leave: (page, t) => button(page, t.auth.signIn).last().click(),
  },
  reset: {
    open: (page, t) => button(page, t.auth.forgot).click(),
    leave: (page, t) => button(page, t.auth.backToSignIn).click(),
  },
};

/** Conversations and the account: beside the chat, or over it in a narrow window. */
async function sidebar(page, t) {
  const opener = button(page, t.layout.openSidebar);
  if (await opener.isVisible()) await opener.click();
  await button(page, t.menu.title).waitFor();
}

/** Chooses from the menu of a conversation. */
async function chooseOfConversation(page, t, name) {
  await sidebar(page, t);
  await page.getByTestId('conversation-row').last().getByRole('button').last().click();
  await page.getByRole('menuitem', { name }).click();
}

async function accountMenu(page, t) {
  await sidebar(page, t);
  await button(page, t.menu.title).click();
}

/** A dialog that the account’s menu opens. */
const dialog = (itemOf, ready) => ({
  async open(page, t) {
    await accountMenu(page, t);
    await page.getByRole('menuitem', { name: itemOf(t), exact: true }).click();
    await ready(page.getByRole('dialog').last(), t);
  },
  leave: escape,
});
const shown = (box) => box.waitFor();

async function documents(page) {
  if (!(await page.getByTestId('document-row').first().isVisible())) {
    await page.getByTestId('toggle-documents').click();
  }
  await page.getByTestId('document-row').first().waitFor();
}

/** A dialog that lies on the one with the collections. */
const onCollections = (open) => ({
  async open(page, t) {
    await documents(page);
    await page.getByTestId('open-collections').click();
    await open(page, t);
  },
  async leave(page) {
    await escape(page);
    await escape(page);
  },
});

/** Parts of the admin’s screen, and what each shows when it is there. */
const ADMIN_PARTS = {
  groups: (box) => box.getByTestId('group').waitFor(),
  async documents(box) {
    await box.getByTestId('trouble').getByRole('button').first().click();
    await box.getByRole('rowheader').first().waitFor();
  },
  models: (box) => box.getByRole('checkbox').first().waitFor(),
  health: (box) => box.getByRole('rowheader').first().waitFor(),
  log: (box) => box.getByTestId('act').waitFor(),
};

/** In the workspace, in this order. */
export const INSIDE = {
  empty: { open: (page) => page.getByTestId('ask-input').waitFor() },
  answer: {
    async open(page, t) {
      await page.getByTestId('ask-input').fill('How did sales develop?');
      await page.keyboard.press('Enter');
      await page.locator('[data-testid=message-assistant][data-status=complete]').last().waitFor();
      await button(page, t.notes.keep).last().click();
    },
  },
  sources: {
    async open(page) {
      await page.getByTestId('message-assistant').last().locator('summary').last().click();
      await page.getByTestId('source').first().waitFor();
    },
    leave: (page) => page.getByTestId('message-assistant').last().locator('summary').last().click(),
  },
  card: {
    async open(page) {
      await page.getByTestId('citation').first().focus();
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Tab');
      await page.getByTestId('citation-card').waitFor();
    },
    leave: escape,
  },
  scope: {
    open: (page, t) => page.getByRole('button', { name: new RegExp(`^${t.chat.scope}`) }).click(),
    leave: escape,
  },
  reader: {
    async open(page, t) {
      await page.getByTestId('citation').first().click();
      await page.getByTestId('reader').waitFor();
      await button(page, t.reader.textView).waitFor();
    },
    leave: (page) => page.getByTestId('reader-close').click(),
  },
  documents: { open: documents },
  collections: { ...onCollections((page) => page.getByTestId('invitation').waitFor()), leave: escape },
  share: onCollections(async (page, t) => {
    await button(page, t.documents.actions('Leases')).click();
    await page.getByRole('menuitem', { name: t.sharing.share }).click();
    await page.getByTestId('grant').waitFor();
  }),
  'shared-documents': onCollections(async (page) => {
    await page.getByTestId('shared-collection').getByRole('button').first().click();
    await page.getByTestId('shared-document').waitFor();
  }),
  'web-sources': {
    async open(page) {
      await documents(page);
      await page.getByTestId('open-sources').click();
      const buttons = page.getByTestId('web-source').getByRole('group').first().getByRole('button');
      await buttons.nth(3).click();
      await page.getByTestId('source-page').waitFor();
    },
  },
  'end-source': {
    async open(page, t) {
      await button(page, t.sources.end).click();
      await button(page, t.sources.keep).waitFor();
    },
    leave: escape,
  },
  'document-menu': {
    async open(page, t) {
      await documents(page);
      await button(page, t.documents.actions('report.pdf')).click();
    },
    async leave(page, t) {
      await escape(page);
      const closer = button(page, t.layout.closePanel);
      if (await closer.isVisible()) await closer.click();
      else await escape(page);
    },
  },
  palette: {
    async open(page) {
      await page.keyboard.press('Control+KeyK');
      await page.getByRole('dialog').getByRole('option').first().waitFor();
    },
    leave: escape,
  },
  folder: {
    async open(page, t) {
      await chooseOfConversation(page, t, t.folders.move);
      await page.getByRole('dialog').last().locator('input').fill('Work');
    },
    async leave(page) {
      await page.keyboard.press('Enter');
      await page.getByTestId('folder').first().waitFor();
    },
  },
  links: {
    async open(page, t) {
      await chooseOfConversation(page, t, t.conversations.share);
      await button(page, t.linked.make).click();
      await page.getByTestId('conversation-link').first().waitFor();
      // A second language finds the links of the first.
      await page.locator('button:disabled', { hasText: t.linked.make }).waitFor({ state: 'detached' });
    },
    leave: escape,
  },
  notes: {
    async open(page, t) {
      await sidebar(page, t);
      await page.getByTestId('open-notes').click();
      await page.getByTestId('note').first().waitFor();
      await button(page, t.notes.more).first().click();
    },
    leave: escape,
  },
  'account-menu': { open: accountMenu, leave: escape },
  usage: dialog(
    (t) => t.menu.usage,
    (box, t) => box.getByText(t.account.chart).waitFor(),
  ),
  security: dialog(
    (t) => t.menu.security,
    (box, t) => box.getByText(t.security.changePassword).waitFor(),
  ),
  programs: dialog(
    (t) => t.menu.programs,
    (box) => box.getByTestId('kept-token').waitFor(),
  ),
  data: dialog(
    (t) => t.menu.data,
    (box) => box.getByTestId('delete-account').waitFor(),
  ),
  admin: {
    ...dialog(
      (t) => t.menu.admin,
      (box) => box.getByTestId('person').first().waitFor(),
    ),
    leave: undefined,
  },
  ...Object.fromEntries(
    Object.entries(ADMIN_PARTS).map(([name, ready]) => [
      `admin-${name}`,
      {
        async open(page, t) {
          const box = page.getByRole('dialog').last();
          await button(box, t.admin.names[name]).click();
          await ready(box);
        },
      },
    ]),
  ),
  'admin-caps': {
    async open(page, t) {
      await button(page, t.admin.names.groups).click();
      await button(page, t.admin.addGroup).click();
    },
    leave: escape,
  },
  appearance: dialog((t) => t.menu.theme, shown),
  language: dialog((t) => t.menu.language, shown),
  shortcuts: dialog((t) => t.shortcuts.title, shown),
  'shared-copy': {
    async open(page, t) {
      await chooseOfConversation(page, t, t.conversations.share);
      const address = await page.getByTestId('conversation-link').first().locator('code').textContent();
      await escape(page);
      await page.evaluate((hash) => (location.hash = hash), new URL(address).hash);
      await page.getByTestId('shared-answer').waitFor();
    },
    leave: escape,
  },
};
