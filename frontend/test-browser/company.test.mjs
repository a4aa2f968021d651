/** Signing in through the people's company. */
import { describe, expect, it } from 'vitest';
import { connected, signIn, signOut, usePages } from './page.mjs';

const { visit } = usePages();

const COMPANY = { domain: 'acme.auth.test', provider: 'Company', label: 'Acme' };

/** Stands for Cognito's address and, behind it, the company's: lets `email` in, or turns everybody away. */
function companyLetsIn(email) {
  const asked = [];
  const onContext = (context, { cognito }) =>
    context.route(`https://${COMPANY.domain}/**`, (route) => {
      const url = new URL(route.request().url());
      if (url.pathname === '/oauth2/token') {
        const tokens = cognito.exchange(new URLSearchParams(route.request().postData()));
        const headers = { 'Access-Control-Allow-Origin': '*' };
        return route.fulfill({ status: tokens.error ? 400 : 200, json: tokens, headers });
      }
      const query = Object.fromEntries(url.searchParams);
      asked.push({ path: url.pathname, ...query });
      if (url.pathname === '/logout') return redirect(route, query.logout_uri);
      const answer = new URLSearchParams({ state: query.state });
      if (email) {
        answer.set('code', 'once');
        cognito.federate(email, 'once', query.code_challenge, query.redirect_uri);
      } else {
        answer.set('error', 'access_denied');
        answer.set('error_description', 'Nobody');
      }
      return redirect(route, `${query.redirect_uri}?${answer}`);
    });
  return { asked, onContext };
}

/** A page that goes on to `url`: interception cannot answer a navigation with a redirect elsewhere. */
function redirect(route, url) {
  const body = `<meta http-equiv="refresh" content="0;url=${url.replaceAll('&', '&amp;')}">`;
  return route.fulfill({ contentType: 'text/html', body });
}

describe('signing in with the company', () => {
  const backendOptions = { signUp: 'invited', company: COMPANY };

  it('goes there with PKCE, comes back signed in, and has an account of its own', async () => {
    const { asked, onContext } = companyLetsIn('demo@grail.local');
    const { page, backend } = await visit({ backendOptions, onContext });
    await page.getByRole('button', { name: 'Sign in with Acme' }).click();
    await connected(page);
    expect(asked[0]).toMatchObject({
      path: '/oauth2/authorize',
      client_id: backend.cognito.clientId,
      identity_provider: 'Company',
      redirect_uri: `${backend.url}/`,
      response_type: 'code',
      scope: 'openid email profile',
      code_challenge_method: 'S256',
    });
    expect(new URL(page.url()).search).toBe('');
    const ownerOf = () =>
      page.evaluate(() => {
        const key = Object.keys(localStorage).find((name) => name.endsWith('.idToken'));
        return JSON.parse(atob(localStorage.getItem(key).split('.')[1])).sub;
      });
    // The same address with a password is another account: nothing joins the two.
    expect(await ownerOf()).not.toBe(backend.cognito.user('demo@grail.local').sub);
    await page.getByRole('button', { name: 'Account', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Sign-in and security' }).click();
    await page.getByText('You sign in with your company').waitFor();
    expect(await page.getByTestId('change-password').count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.reload();
    await connected(page);
    await signOut(page);
    await page.getByTestId('company-sign-in').waitFor();
    expect(asked.at(-1)).toMatchObject({ path: '/logout', logout_uri: `${backend.url}/` });
  });

  it('says so when the company lets nobody in', async () => {
    const { onContext } = companyLetsIn(null);
    const { page } = await visit({ backendOptions, onContext });
    await page.getByTestId('company-sign-in').click();
    await page.getByRole('alert').getByText('Signing in with your company did not work.').waitFor();
    expect(new URL(page.url()).search).toBe('');
    await signIn(page, 'demo@grail.local', 'Grail-demo-1');
    await connected(page);
    await signOut(page);
    await page.getByTestId('company-sign-in').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('can be left on the way and begun again', async () => {
    const { onContext } = companyLetsIn('anna@acme.test');
    const { page, context, backend } = await visit({ backendOptions, onContext });
    await context.route(
      `https://${COMPANY.domain}/oauth2/authorize*`,
      (route) => route.fulfill({ contentType: 'text/html', body: 'The company' }),
      { times: 1 },
    );
    await page.getByTestId('company-sign-in').click();
    await page.getByText('The company').waitFor();
    await page.goto(backend.url);
    await page.getByTestId('company-sign-in').click();
    await connected(page);
  });
});
