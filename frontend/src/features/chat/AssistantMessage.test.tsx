import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { AssistantMessage } from '@/features/chat/AssistantMessage';
import { answer, begun, failed, fold } from '@/features/chat/chat.fixtures';
import type { ChatMessage } from '@/features/chat/chat-state';
import type { ApiProblem } from '@/types/api';

afterEach(cleanup);

function draw(message: ChatMessage, last: boolean) {
  const onAgain = vi.fn();
  render(
    <AssistantMessage
      conversationId="c1"
      message={message}
      last={last}
      within={null}
      onCite={vi.fn()}
      onAgain={onAgain}
      onEverywhere={vi.fn()}
    />,
  );
  return onAgain;
}

function show(error: ApiProblem, last = true) {
  draw({ ...answer(fold([failed(1)], begun)), error } as ChatMessage, last);
}
const again = () => screen.queryByRole('button', { name: 'Try again' });

it('offers another try where it may help', () => {
  show({ code: 'model_unreachable', message: 'The model server cannot be reached.', retryable: true });
  expect(screen.getByRole('alert').textContent).toContain('The model server cannot be reached.');
  expect(again()).not.toBeNull();
});

it('offers no other try where the same question fails again', () => {
  show({ code: 'model_unknown', message: 'The model server does not have this model.', retryable: false });
  expect(screen.getByRole('alert').textContent).toContain('does not have this model');
  expect(again()).toBeNull();
});

it('offers another try where a service of before says nothing of it', () => {
  show({ code: 'model_busy', message: 'Busy.' });
  expect(again()).not.toBeNull();
});

it('offers another try for the last answer alone', () => {
  show({ code: 'model_busy', message: 'Busy.', retryable: true }, false);
  expect(again()).toBeNull();
});

it('offers no other try where the budget is used up', () => {
  show({ code: 'budget_exceeded', message: 'Your budget for today is used up.' });
  expect(again()).toBeNull();
});

function askPrice(last = true) {
  const estimate = { price_usd: 0.4151, passages: 240, documents: 12 };
  const notice = { code: 'price_to_confirm', message: 'Nothing has been read yet.' };
  const text = 'This reads 240 passages. To go ahead, have this question answered again.';
  const message = { ...answer(fold([], begun)), text, status: 'complete', estimate, notice } as ChatMessage;
  return { onAgain: draw(message, last), id: message.id };
}
const button = (name: string) => screen.queryByRole('button', { name });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

it('asks for the price before a large answer', () => {
  const { onAgain, id } = askPrice();
  const card = screen.getByTestId('price-card');
  expect(card.textContent).toContain('This reads 240 passages in 12 documents and costs about $0.42.');
  expect(screen.queryByText(/have this question answered again/)).toBeNull();
  expect(screen.queryByTestId('ending')).toBeNull();
  press('Go ahead');
  expect(onAgain).toHaveBeenCalledExactlyOnceWith(id);
});

it('leaves a large answer unmade when it is cancelled', () => {
  const { onAgain } = askPrice();
  press('Cancel');
  expect(screen.getByTestId('price-card').textContent).toContain('Nothing was read.');
  expect([button('Go ahead'), button('Cancel')]).toEqual([null, null]);
  expect(onAgain).not.toHaveBeenCalled();
});

it('asks for the price of the last answer alone', () => {
  askPrice(false);
  expect(button('Go ahead')).toBeNull();
});
