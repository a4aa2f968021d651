"""The client that waits for each answer: questions, told by a socket, on top of REST."""

from collections.abc import Generator, Iterator

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from grail import calls, waiting
from grail.errors import GrailError
from grail.messages import Conversation, Message, joined
from grail.proxies import socket_options
from grail.rest import RestClient
from grail.sockets import UNOPENED, SocketError, no_socket
from grail.streaming import ATTEMPTS, SILENCE_SECONDS, Accepted, End, Event, Listening, Question, frame_text, lost
from grail.waiting import chosen


class Client(RestClient):
    """All that a program does with Grail."""

    def ask(self, question: Question | str) -> End:
        """The whole answer. Raises AnswerError where it could not be finished."""
        for event in self.stream(question):
            if isinstance(event, End):
                return event
        raise lost()

    def stream(self, question: Question | str) -> Generator[Event]:
        """An answer as it is made; to leave it early stops it. Without a socket it comes in one piece."""
        asked = question if isinstance(question, Question) else Question(question)
        listening = Listening(asked)
        try:
            yield from self._stream(listening)
        except SocketError:
            if listening.was_sent:  # Asked again it would be answered, and paid for, twice.
                raise
            yield from self._wait_for(asked)

    def _stream(self, listening: Listening) -> Iterator[Event]:
        tries = 0
        while not listening.is_over:
            before = (listening.accepted, listening.seq)
            try:
                for event in self._listen(listening):
                    yield self._whole(event) if isinstance(event, End) else event
            except SocketError:
                if not listening.was_sent:
                    raise
            tries = tries + 1 if before == (listening.accepted, listening.seq) else 0
            if tries == ATTEMPTS:
                raise lost()
            self.pause(float(tries))

    def conversations(self) -> Iterator[Conversation]:
        """All conversations without their messages, the last used first."""
        return self._items(calls.conversations)

    def conversation(self, conversation_id: str) -> Conversation:
        """With all its messages, the oldest first."""
        pages = [self.send(calls.conversation(conversation_id))]
        while pages[-1].next_cursor is not None:
            pages.append(self.send(calls.conversation(conversation_id, pages[-1].next_cursor)))
        return joined(pages)

    def delete_conversation(self, conversation_id: str) -> None:
        self.send(calls.delete_conversation(conversation_id))

    def _listen(self, listening: Listening) -> Iterator[Event]:
        """The events of one socket, until the answer or the socket ends."""
        with self._socket() as socket:
            try:
                socket.send(frame_text(listening.opening()))
                while not listening.is_over:
                    yield from listening.take(socket.recv(timeout=SILENCE_SECONDS))
            except (ConnectionClosed, TimeoutError):
                return
            except (GeneratorExit, KeyboardInterrupt):
                if stop := listening.stopping():
                    socket.send(frame_text(stop))
                raise

    def _socket(self) -> ClientConnection:
        try:
            address = self.config.websocket_url
            ticket = self.send(calls.ticket()).ticket
            socket: ClientConnection = connect(f"{address}?ticket={ticket}", **socket_options(address, self._timeout))
        except UNOPENED as error:
            raise no_socket(error) from None  # The cause may name the ticket.
        return socket

    def _whole(self, end: End) -> End:
        """An answer with what its last frame had no room for; as it is where the token may not read it."""
        if end.message.is_whole:
            return end
        try:
            return End(end.text, self._message(end.message.conversation_id, end.message.id))
        except GrailError:
            return end

    def _message(self, conversation_id: str, message_id: str) -> Message:
        return chosen(self.send(calls.conversation(conversation_id)), message_id)

    def _wait_for(self, question: Question) -> Iterator[Event]:
        told = waiting.told(self.send(waiting.begin(question)))
        yield Accepted(told.conversation_id, told.message_id)
        while told.status == "streaming":
            told = waiting.told(self.send(waiting.go_on(told.message_id)))
        yield from waiting.events(self._message(told.conversation_id, told.message_id))
