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
  collections: {
    async open(page) {
      await documents(page);
      await page.getByTestId('open-collections').click();
      await page.getByTestId('collection').first().waitFor();
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
      await sidebar(page, t);
      await page.getByTestId('conversation-row').last().getByRole('button').last().click();
      await page.getByRole('menuitem', { name: t.folders.move }).click();
      await page.getByRole('dialog').last().locator('input').fill('Work');
    },
    async leave(page) {
      await page.keyboard.press('Enter');
      await page.getByTestId('folder').first().waitFor();
    },
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
  appearance: dialog((t) => t.menu.theme, shown),
  language: dialog((t) => t.menu.language, shown),
  shortcuts: dialog((t) => t.shortcuts.title, shown),
};
