"""A person with a browser that runs no scripts: follows links, fills in forms by their labels, keeps cookies."""

import secrets
import socket
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from ipaddress import IPv4Address
from urllib.parse import urljoin, urlsplit

import httpx2
from bs4 import BeautifulSoup, Tag

Files = dict[str, tuple[str, bytes]]


class NotThere(LookupError):
    """The page does not offer what the person looks for."""


@dataclass
class Form:
    tag: Tag
    page: "Page"
    data: list[tuple[str, str]] = field(default_factory=list)
    files: Files = field(default_factory=dict)
    """Name and content of the file in each field; sent after all other fields, as a browser does."""

    def __post_init__(self) -> None:
        self.data = list(_preset(self.tag))

    def fill(self, label: str, value: str) -> "Form":
        name = str(_labelled(self.tag, label)["name"])
        self.data = [(key, old) for key, old in self.data if key != name] + [(name, value)]
        return self

    def attach(self, label: str, name: str, content: bytes) -> "Form":
        field_name = str(_labelled(self.tag, label)["name"])
        self.data = [(key, old) for key, old in self.data if key != field_name]
        self.files[field_name] = name, content
        return self

    def choose(self, label: str, option: str) -> "Form":
        """Chooses an option of a list by the text that it shows."""
        for shown in _labelled(self.tag, label).find_all("option"):
            if says(shown) == option:
                return self.fill(label, str(shown["value"]))
        raise NotThere(f"option {option!r} of {label!r}")

    def tick(self, *labels: str) -> "Form":
        """Ticks boxes: a check box adds its value, a radio button replaces the one chosen before."""
        for label in labels:
            box = _labelled(self.tag, label)
            if box["type"] == "radio":
                self.data = [(key, old) for key, old in self.data if key != box["name"]]
            self.data.append((str(box["name"]), str(box.get("value", "on"))))
        return self


@dataclass(frozen=True)
class Page:
    url: str
    status: int
    soup: BeautifulSoup

    @property
    def text(self) -> str:
        return says(self.soup)

    def has(self, words: str) -> bool:
        return words in self.text

    def form(self, button: str) -> Form:
        """Returns the first form with that button; raises NotThere where there is none."""
        for form in self.forms(button):
            return form
        raise NotThere(f"form with {button!r} on {urlsplit(self.url).path}")

    def forms(self, button: str) -> list[Form]:
        """Returns all forms with that button, each as a browser would send it untouched."""
        around = [pressed.find_parent("form") for pressed in self._buttons(button)]
        return [Form(form, self) for form in around if form is not None]

    def link(self, words: str) -> str:
        for anchor in self.soup.find_all("a"):
            if words in says(anchor):
                return urljoin(self.url, str(anchor["href"]))
        raise NotThere(f"link {words!r} on {urlsplit(self.url).path}")

    def links(self, part: str) -> list[str]:
        """Returns the addresses of links that contain the part, in the page's order, each once."""
        found = [urljoin(self.url, str(a["href"])) for a in self.soup.find_all("a") if part in str(a.get("href"))]
        return list(dict.fromkeys(found))

    def _buttons(self, words: str) -> list[Tag]:
        return [button for button in self.soup.find_all("button") if words in says(button)]


class Browser:
    """A browser with an address of its own where the machine has several: a shared address shares its rate limits."""

    def __init__(self) -> None:
        transport = httpx2.HTTPTransport(local_address=_own_address())
        self._client = httpx2.Client(timeout=20, follow_redirects=False, transport=transport)
        self._cookies: dict[str, dict[str, str]] = {}

    def get(self, url: str) -> Page:
        return self._go("GET", url, None)

    def submit(self, form: Form, button: str | None = None) -> Page:
        """Presses the form's button and sends the button's name and value too."""
        return self._go("POST", *_pressed(form, button), form.files)

    def file(self, form: Form, button: str) -> bytes:
        """Returns the file that pressing the button answers with, byte for byte."""
        answer = self._send("POST", *_pressed(form, button))
        answer.raise_for_status()
        return answer.content

    def close(self) -> None:
        self._client.close()

    def download(self, url: str) -> bytes:
        """Returns the file behind a link, byte for byte."""
        answer = self._send("GET", url, None)
        answer.raise_for_status()
        return answer.content

    def _go(self, method: str, url: str, data: list[tuple[str, str]] | None, files: Files | None = None) -> Page:
        for _ in range(10):
            answer = self._send(method, url, data, files)
            page = Page(url, answer.status_code, BeautifulSoup(answer.text, "html.parser"))
            onwards = answer.headers.get("location") or _refresh(page.soup)
            if onwards is None:
                return page
            url = urljoin(url, onwards)
            if answer.status_code != 307:
                method, data, files = "GET", None, None
        raise NotThere(f"an end of the redirects from {urlsplit(url).path}")

    def _send(
        self, method: str, url: str, data: list[tuple[str, str]] | None, files: Files | None = None
    ) -> httpx2.Response:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        jar = self._cookies.setdefault(origin, {})
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())} if jar else {}
        if data is not None:
            headers |= {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
        body = {name: [value for key, value in data if key == name] for name, _ in data} if data else None
        answer = self._client.request(method, url, data=body, files=files or None, headers=headers)
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                jar[name] = morsel.value
        return answer


def _own_address() -> str | None:
    """Returns a random loopback address out of sixteen million (RFC 1122, 3.2.1.3).

    Returns None where the machine has only one.
    """
    address = str(IPv4Address("127.0.0.0") + 2 + secrets.randbelow((1 << 24) - 3))
    with socket.socket() as tried:
        try:
            tried.bind((address, 0))
        except OSError:
            return None
    return address


def _pressed(form: Form, button: str | None) -> tuple[str, list[tuple[str, str]]]:
    """Returns the address and the fields that are sent; without `button` the first one is pressed."""
    pressed = next((b for b in form.tag.find_all("button") if button is None or button in says(b)), None)
    own = [(str(pressed["name"]), str(pressed["value"]))] if pressed is not None and pressed.get("name") else []
    return urljoin(form.page.url, str(form.tag.get("action") or form.page.url)), form.data + own


def says(tag: Tag) -> str:
    """Returns the element's text, with one space between two words."""
    return " ".join(tag.get_text(" ").split())


def _labelled(form: Tag, label: str) -> Tag:
    for candidate in form.find_all("label"):
        if says(candidate).startswith(label):
            named = form.find(id=str(candidate["for"])) if candidate.get("for") else candidate.find(["input", "select"])
            if isinstance(named, Tag):
                return named
    raise NotThere(f"field {label!r}")


def _preset(form: Tag) -> list[tuple[str, str]]:
    """Returns the fields that a browser would send if nobody touched the form."""
    data: list[tuple[str, str]] = []
    for tag in form.find_all(["input", "textarea", "select"]):
        name = str(tag.get("name") or "")
        if not name or tag.get("disabled") is not None:
            continue
        if tag.name == "textarea":
            data.append((name, tag.get_text().removeprefix("\n")))
        elif tag.name == "select":
            chosen = tag.find("option", selected=True) or tag.find("option")
            data += [(name, str(chosen.get("value", "")))] if isinstance(chosen, Tag) else []
        elif tag.get("type") not in ("checkbox", "radio", "submit") or tag.get("checked") is not None:
            data.append((name, str(tag.get("value") or "")))
    return data


def _refresh(soup: BeautifulSoup) -> str | None:
    meta = soup.find("meta", attrs={"http-equiv": lambda value: str(value).lower() == "refresh"})
    if not isinstance(meta, Tag):
        return None
    _, _, address = str(meta["content"]).partition("url=")
    return address or None
