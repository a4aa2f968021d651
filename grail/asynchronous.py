"""The client for asyncio. It makes the same calls as `client.py` and tells answers by the same rules."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from grail import calls, messages, waiting
from grail.async_rest import AsyncRestClient
from grail.errors import GrailError
from grail.proxies import socket_options
from grail.sockets import UNOPENED, SocketError, no_socket
from grail.streaming import ATTEMPTS, SILENCE_SECONDS, Accepted, End, Event, Listening, Question, frame_text, lost
from grail.waiting import chosen


class AsyncClient(AsyncRestClient):
    """All that a program does with Grail."""

    async def ask(self, question: Question | str) -> End:
        """The whole answer. Raises AnswerError where it could not be finished."""
        async with aclosing(self.stream(question)) as events:
            async for event in events:
                if isinstance(event, End):
                    return event
        raise lost()

    async def stream(self, question: Question | str) -> AsyncGenerator[Event]:
        """An answer as it is made; to close it early stops it (`contextlib.aclosing`)."""
        asked = question if isinstance(question, Question) else Question(question)
        listening = Listening(asked)
        tries = 0
        while not listening.is_over:
            before = (listening.accepted, listening.seq)
            try:
                async with aclosing(self._listen(listening)) as events:
                    async for event in events:
                        yield await self._whole(event) if isinstance(event, End) else event
            except SocketError:
                if not listening.was_sent:
                    break
            tries = tries + 1 if before == (listening.accepted, listening.seq) else 0
            if tries == ATTEMPTS:
                raise lost()
            await asyncio.sleep(tries)
        if not listening.was_sent:
            async for event in self._wait_for(asked):
                yield event

    def conversations(self) -> AsyncIterator[messages.Conversation]:
        """All conversations without their messages, the last used first."""
        return self._items(calls.conversations)

    async def conversation(self, conversation_id: str) -> messages.Conversation:
        """With all its messages, the oldest first."""
        pages = [await self.send(calls.conversation(conversation_id))]
        while pages[-1].next_cursor is not None:
            pages.append(await self.send(calls.conversation(conversation_id, pages[-1].next_cursor)))
        return messages.joined(pages)

    async def delete_conversation(self, conversation_id: str) -> None:
        await self.send(calls.delete_conversation(conversation_id))

    async def _listen(self, listening: Listening) -> AsyncGenerator[Event]:
        """The events of one socket, until the answer or the socket ends."""
        socket = await self._socket()
        try:
            await socket.send(frame_text(listening.opening()))
            while not listening.is_over:
                async with asyncio.timeout(SILENCE_SECONDS):
                    frame = await socket.recv()
                for event in listening.take(frame):
                    yield event
        except (ConnectionClosed, TimeoutError):
            return
        except (GeneratorExit, asyncio.CancelledError):
            if stop := listening.stopping():
                await socket.send(frame_text(stop))
            raise
        finally:
            await socket.close()

    async def _socket(self) -> ClientConnection:
        try:
            address = (await self.config()).websocket_url
            ticket = (await self.send(calls.ticket())).ticket
            return await connect(f"{address}?ticket={ticket}", **socket_options(address, self._timeout))
        except UNOPENED as error:
            raise no_socket(error) from None  # The cause may name the ticket.

    async def _whole(self, end: End) -> End:
        """An answer with what its last frame had no room for; as it is where the token may not read it."""
        if end.message.is_whole:
            return end
        try:
            return End(end.text, await self._message(end.message.conversation_id, end.message.id))
        except GrailError:
            return end

    async def _message(self, conversation_id: str, message_id: str) -> messages.Message:
        return chosen(await self.send(calls.conversation(conversation_id)), message_id)

    async def _wait_for(self, question: Question) -> AsyncIterator[Event]:
        told = waiting.told(await self.send(waiting.begin(question)))
        yield Accepted(told.conversation_id, told.message_id)
        while told.status == "streaming":
            told = waiting.told(await self.send(waiting.go_on(told.message_id)))
        for event in waiting.events(await self._message(told.conversation_id, told.message_id)):
            yield event
