"""Reads an HTML page as far as a person's fingers go: its links, its forms with what stands in their fields, its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Controls that send nothing by themselves.
_SILENT = frozenset({"submit", "button", "reset", "image", "file"})
# What stands in `noscript` is seen: no script runs here.
_HIDDEN_TEXT = frozenset({"script", "style", "template"})
_BLOCKS = frozenset({"p", "div", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "section", "article", "dt", "dd", "br", "main", "label"})


@dataclass(slots=True)
class Control:
    """A field: what it would send now. `is_on` is False for a box or choice that is not ticked."""

    name: str
    kind: str
    value: str
    is_on: bool = True
    is_required: bool = False
    options: tuple[str, ...] = ()


@dataclass(slots=True)
class Button:
    """A button that sends its form: the pair it adds, its words, and where to if not to the form's own address."""

    name: str = ""
    value: str = ""
    words: str = ""
    action: str | None = None


@dataclass(slots=True)
class Form:
    """A form as it stands on its page; `action` as written, None where it sends to the page itself."""

    action: str | None
    method: str
    encoding: str
    identifier: str = ""
    controls: list[Control] = field(default_factory=list[Control])
    buttons: list[Button] = field(default_factory=list[Button])

    def names(self) -> set[str]:
        """The names of its fields."""
        return {control.name for control in self.controls}

    def value_of(self, name: str) -> str | None:
        """What a field would send now; None where it would send nothing."""
        return next((control.value for control in self.controls if control.name == name and control.is_on), None)


@dataclass(slots=True)
class Link:
    """A link: its address as written and its words."""

    href: str
    words: str


@dataclass(slots=True)
class ReadPage:
    """What was found, and all visible words with single spaces."""

    links: list[Link]
    forms: list[Form]
    words: str
    title: str


def read_page(html: str) -> ReadPage:
    """Read a page; broken HTML is read as far as it goes."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.adopt()
    return ReadPage(reader.links, reader.forms, _squeeze("".join(reader.texts)), _squeeze("".join(reader.title)))


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self.forms: list[Form] = []
        self.texts: list[str] = []
        self.title: list[str] = []
        self._form: Form | None = None
        self._link: tuple[Link, int] | None = None
        self._button: tuple[Button, int] | None = None
        self._area: tuple[Control, list[str]] | None = None
        self._choice: Control | None = None
        self._chosen = False
        self._hidden = 0
        self._in_title = False
        # Fields and buttons that belong to a form elsewhere on the page, by its id.
        self._elsewhere: list[tuple[str, Control | Button]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self.texts.append(" ")
        if tag in _HIDDEN_TEXT:
            self._hidden += 1
        elif tag == "title":
            self._in_title = True
        elif tag == "a" and "href" in given:
            self._link = Link(given["href"], ""), len(self.texts)
        elif tag == "form":
            method = given.get("method", "get").lower()
            self._form = Form(given.get("action") or None, method, given.get("enctype", ""), given.get("id", ""))
            self.forms.append(self._form)
        elif tag in {"input", "textarea", "select", "button", "option"}:
            self._meet_control(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.texts.append(" ")
        if tag in _HIDDEN_TEXT:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "title":
            self._in_title = False
        elif tag == "form":
            self._form = None
        elif tag == "a" and self._link is not None:
            link, since = self._link
            link.words = _squeeze("".join(self.texts[since:]))
            self.links.append(link)
            self._link = None
        elif tag == "button" and self._button is not None:
            button, since = self._button
            button.words = _squeeze("".join(self.texts[since:]))
            self._button = None
        elif tag == "textarea" and self._area is not None:
            control, parts = self._area
            control.value = "".join(parts).removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._choice = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)
        elif self._in_title:
            self.title.append(data)
        elif not self._hidden and self._choice is None:
            self.texts.append(data)

    def adopt(self) -> None:
        """Give what stands outside its form to it."""
        by_id = {form.identifier: form for form in self.forms if form.identifier}
        for identifier, part in self._elsewhere:
            if form := by_id.get(identifier):
                self._give(form, part)

    def _meet_control(self, tag: str, given: dict[str, str]) -> None:
        if tag == "option":
            self._meet_option(given)
            return
        if "disabled" in given or self._hidden:
            return
        kind = given.get("type", "submit" if tag == "button" else tag if tag != "input" else "text").lower()
        if kind in {"submit", "image"}:
            button = Button(given.get("name", ""), given.get("value", ""), given.get("value", ""), given.get("formaction"))
            self._keep(button, given)
            if tag == "button":
                self._button = button, len(self.texts)
            return
        if kind in _SILENT or not given.get("name"):
            return
        ticked = kind not in {"checkbox", "radio"} or "checked" in given
        value = given.get("value", "on" if kind in {"checkbox", "radio"} else "")
        control = Control(given["name"], kind, value, ticked, "required" in given)
        self._keep(control, given)
        if tag == "textarea":
            self._area = control, []
        elif tag == "select":
            self._choice, self._chosen = control, False
            control.is_on = False

    def _meet_option(self, given: dict[str, str]) -> None:
        control = self._choice
        if control is None or "disabled" in given:
            return
        value = given.get("value", "")
        control.options += (value,)
        # The first stands there until another is marked.
        if not control.is_on or ("selected" in given and not self._chosen):
            control.value, control.is_on = value, True
            self._chosen = "selected" in given

    def _keep(self, part: Control | Button, given: dict[str, str]) -> None:
        if identifier := given.get("form"):
            self._elsewhere.append((identifier, part))
        elif self._form is not None:
            self._give(self._form, part)

    @staticmethod
    def _give(form: Form, part: Control | Button) -> None:
        if isinstance(part, Control):
            form.controls.append(part)
        else:
            form.buttons.append(part)
