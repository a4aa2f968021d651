/** Formulas are drawn, within the content policy, and reach nothing. */
import { expect, it } from 'vitest';
import { ask, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();
const ANSWER = String.raw`The controller is $u(t) = K_p e(t) + K_i \int_0^t e(\tau)\,d\tau$ [1].

$$
\hat{x} = \begin{pmatrix} a & b \\ c & d \end{pmatrix}^{-1} \textbf{y}, \quad {}_{i}^{2}\!\prod_{k=1}^{n} \text{cost}_k
$$

| Gain | Value |
| --- | --- |
| $K_p$ | \(\frac{1}{2}\) |

Prices such as $5 or $10 stay, and so does $\unknowncommand_1$.

\[ \href{javascript:alert(1)}{x} + \includegraphics{https://evil.invalid/a.png} + \class{a}{y} + \style{color:red}{z} \]
`;

it('draws formulas of every notation, and leaves prices and what it does not know', async () => {
  const requests = [];
  const { page, backend } = await signedIn({
    prepare: ({ store }) => store.addDocument({ filename: 'report.pdf' }),
    onContext: (context) => context.on('request', (request) => requests.push(request.url())),
  });
  backend.chat.answer = ANSWER;
  await ask(page, 'What is the control law?');
  const answer = lastAnswer(page);
  await answer.waitFor();
  await expect.poll(() => answer.locator('math').count()).toBeGreaterThanOrEqual(4);
  const display = answer.getByTestId('formula').nth(1).locator('math');
  expect(await display.getAttribute('display')).toBe('block');
  expect((await display.boundingBox()).height).toBeGreaterThan(30);
  expect(await answer.getByText('Prices such as $5 or $10 stay').count()).toBe(1);
  expect(await answer.locator('code').allInnerTexts()).toContain(String.raw`$\unknowncommand_1$`);
  expect(await answer.getByTestId('citation').count()).toBe(1);
  expect(await answer.getByTestId('formula').locator('a, img, [href], [style*=red]').count()).toBe(0);
  expect(requests.filter((url) => url.includes('evil'))).toEqual([]);
});
