"""
Walk a whole text with the parser, past whatever is wrong in it.

Owns where parsing goes on after a mistake: with the sign put in, or at the next statement.
Never words a mistake.
Next door: mistakes.py words the stops, parse.py is what others call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import cast

from lark import Lark, Token, UnexpectedCharacters, UnexpectedToken
from lark.lexer import ContextualLexer, LexerState

from vinculum.script.ast import Program
from vinculum.script.diagnostics import Diagnostic, Misplaced, diagnose
from vinculum.script.mistakes import (
    CLOSERS,
    END,
    OPENERS,
    Situation,
    assigned_in_brackets,
    mistake_of,
    strange_sign,
)

MOST_FINDINGS = 50
DEEPEST_BRACKETS = 100
TOO_DEEP = f"brackets are nested more than {DEEPEST_BRACKETS} deep"
# A terminal that fits only where a statement may begin.
_STATEMENT = "INFO"
_LONE = {"&": "AND", "|": "OR"}


class _Enough(Exception):
    """Going on would tell nothing more."""


class Walker:
    """One walk through one text; it holds the parser's stacks, which mistakes cut back."""

    def __init__(self, text: str, parser: Lark) -> None:
        self.text = text
        self.findings: list[Diagnostic] = []
        self._parser = parser.parse_interactive(text)
        self._state = self._parser.parser_state
        self._thread = self._parser.lexer_thread
        self._lexing = cast("LexerState", self._thread.state)
        self._tokens = self._lex()
        self._before: Token | None = None
        self._first: Token | None = None
        # A sign that has no meaning stood in the statement, whose rest says nothing more.
        self._spoiled = False
        # Open brackets, each with the height of the parser's stack at its place.
        self._opened: list[tuple[Token, int]] = []

    def walk(self) -> Program | None:
        """Read the text to its end: as a program, without the statements that findings are of."""
        program = None
        try:
            while True:
                token = self._next()
                program = self._take(token)
                if token.type == END:
                    break
        except _Enough:
            pass
        return cast("Program | None", program)

    def _next(self) -> Token:
        """Lex one token as the parser's state wants it, or as any state would."""
        while True:
            try:
                return next(self._tokens)
            except StopIteration:
                return self._end()
            except UnexpectedToken as unexpected:
                self._tokens = self._lex()
                return cast("Token", unexpected.token)
            except UnexpectedCharacters:
                self._skip_sign()
                self._tokens = self._lex()

    def _lex(self) -> Iterator[Token]:
        return cast("ContextualLexer", self._thread.lexer).lex(self._lexing, self._state)

    def _end(self) -> Token:
        return Token.new_borrow_pos(END, "", self._before or Token("", "", 0, 1, 1))

    def _lex_blindly(self) -> Token:
        lexer = cast("ContextualLexer", self._thread.lexer)
        while True:
            try:
                return lexer.root_lexer.next_token(self._lexing, None)
            except EOFError:
                return self._end()
            except UnexpectedCharacters:
                self._skip_sign()

    def _skip_sign(self) -> None:
        counter = self._lexing.line_ctr
        start = counter.char_pos
        end = self.text.find("\n", start)
        rest = self.text[start : min(start + 2, len(self.text))]
        message, to_line_end = strange_sign(rest)
        self._report(counter.line, counter.column, message)
        lost = start + 1
        if rest == "/*":
            lost = len(self.text)
        elif to_line_end:
            lost = len(self.text) if end < 0 else end
            self._cut_back_to_statement()
        elif rest[0] in _LONE:
            self._offer(Token(_LONE[rest[0]], rest[0] * 2))
        else:
            self._spoiled = not self._at_statement()
        counter.feed(Token("LOST", self.text[start:lost]))

    def _at_statement(self) -> bool:
        return _STATEMENT in self._state.parse_conf.states[self._state.state_stack[-1]]

    def _offer(self, token: Token) -> None:
        """Feed a token that was meant, if it fits."""
        with suppress(UnexpectedToken):
            self._feed(token)

    def _report(self, line: int, column: int, message: str, *expected: str) -> None:
        self.findings.append(diagnose(self.text, line, column, message, expected))
        if len(self.findings) >= MOST_FINDINGS:
            raise _Enough

    def _take(self, token: Token) -> object:
        """Feed a token, mending once what it stumbles over."""
        if self._spoiled:
            self._spoiled = False
            return self._resume_behind(token)
        if token.type == "ASSIGN" and self._opened and self._opened[-1][0] == "(":
            mistake = assigned_in_brackets(token)
        else:
            try:
                return self._feed(token)
            except UnexpectedToken:
                mistake = mistake_of(self._situation(token))
        self._report(mistake.line, mistake.column, mistake.message, *mistake.expected)
        try:
            if mistake.inserted:
                self._feed(Token.new_borrow_pos(mistake.inserted, ";", token))
                return self._feed(self._again(token))
            if mistake.replaced:
                return self._feed(Token.new_borrow_pos(mistake.replaced, "==", token))
        except UnexpectedToken:
            pass
        return self._resume_behind(token)

    def _again(self, token: Token) -> Token:
        """Lex a token anew: what was a name within a statement may begin the next one."""
        if token.type == END or token.start_pos is None:
            return token
        counter = self._lexing.line_ctr
        counter.char_pos, counter.line = token.start_pos, token.line or 1
        counter.column = token.column or 1
        counter.line_start_pos = token.start_pos - counter.column + 1
        self._tokens = self._lex()
        return self._next()

    def _feed(self, token: Token) -> object:
        if self._at_statement():
            self._first = token
        height = len(self._state.state_stack)
        try:
            result = self._state.feed_token(token, token.type == END)
        except Misplaced as misplaced:
            self._report(misplaced.line, misplaced.column, misplaced.message)
            # A whole statement is judged only when the next token follows it.
            return self._resume_with(token) if self._at_statement() else self._resume_behind(token)
        if token.type in OPENERS:
            self._opened.append((token, height))
            if len(self._opened) > DEEPEST_BRACKETS:
                self._report(token.line or 1, token.column or 1, TOO_DEEP)
                raise _Enough
        elif token.type in CLOSERS and self._opened:
            self._opened.pop()
        self._before = token
        return result

    def _accepted(self) -> AbstractSet[str]:
        accepts: Callable[[], set[str]] = self._parser.accepts
        return accepts()

    def _situation(self, token: Token) -> Situation:
        return Situation(
            token=token,
            first=self._first,
            before=self._before,
            fitting=self._accepted(),
            opened=tuple(opened for opened, _ in self._opened),
        )

    def _cut_back_to_statement(self) -> int:
        """Forget the broken statement; tell how many of its braces are open in the text."""
        table = self._state.parse_conf.states
        stack, values = self._state.state_stack, self._state.value_stack
        while len(stack) > 1 and _STATEMENT not in table[stack[-1]]:
            stack.pop()
        del values[len(stack) - 1 :]
        broken = [token for token, height in self._opened if height > len(stack) - 1]
        del self._opened[len(self._opened) - len(broken) :]
        return sum(1 for token in broken if token.type == "OPEN_BRACE")

    def _resume_behind(self, token: Token) -> object:
        """Skip to the end of the statement, whole blocks included, and go on there."""
        depth = self._cut_back_to_statement()
        while token.type != END:
            if token.type == "OPEN_BRACE":
                depth += 1
            elif token.type == "CLOSE_BRACE":
                if depth == 0:
                    return self._resume_with(token)
                depth -= 1
                if depth == 0:
                    break
            elif token.type == "SEMICOLON" and depth == 0:
                break
            self._before = token
            token = self._lex_blindly()
        self._before = token
        if token.type == END:
            raise _Enough
        return None

    def _resume_with(self, token: Token) -> object:
        try:
            return self._feed(token)
        except UnexpectedToken:
            # A brace that closes nothing; it was reported, or it is now.
            if not self._opened:
                self._before = token
                return None
            raise _Enough from None
