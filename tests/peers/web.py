"""HTTP as the stories need it: one request at a time, and a browser that fills in forms."""

import http.client
import json
import urllib.parse
from dataclasses import dataclass
from html.parser import HTMLParser

from lab import Broken

PATIENCE = 60  # seconds for an answer
MOST_PAGES = 30


@dataclass
class Answer:
    url: str
    status: int
    headers: http.client.HTTPMessage
    text: str

    def json(self):
        return json.loads(self.text) if self.text else None


def ask(method, url, body=None, headers=None):
    """Sends one request, and follows nothing. A dict as body goes as a form; anything else must be text."""
    parts = urllib.parse.urlsplit(url)
    sent = dict(headers or {})
    if isinstance(body, dict):
        body = urllib.parse.urlencode(body)
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
    try:
        connection.request(method, urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, "")), body, sent)
        answer = connection.getresponse()
        return Answer(url, answer.status, answer.headers, answer.read().decode("utf-8", "replace"))
    finally:
        connection.close()


def ask_json(method, url, document=None, headers=None):
    """The same with JSON; any answer but a 2xx breaks the story."""
    body = None if document is None else json.dumps(document)
    answer = ask(method, url, body, {"Content-Type": "application/json", **(headers or {})})
    if answer.status // 100 != 2:
        raise Broken(f"{method} {url} answers 2xx", f"{answer.status} {answer.text[:300]}")
    return answer


class Forms(HTMLParser):
    """The forms of a page: where each goes, and its fields with their values."""

    def __init__(self, page):
        super().__init__()
        self.forms = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.forms.append((attributes.get("action") or "", {}))
        elif tag in ("input", "button") and self.forms and attributes.get("name"):
            self.forms[-1][1][attributes["name"]] = attributes.get("value") or ""


class Browser:
    """Follows redirects, keeps cookies by host and port, and fills in each form it meets with what it knows.

    An address that begins with `stop_at` is not asked: it is the end, with the status 0.
    """

    def __init__(self, known, stop_at=None):
        self.known = known
        self.stop_at = stop_at
        self.cookies = {}
        self.trail = []

    def open(self, url):
        """The first page without a form: the end of the way."""
        answer = self.get("GET", url)
        for _ in range(MOST_PAGES):
            if answer.status // 100 == 3 and answer.headers["Location"]:
                answer = self.get("GET", urllib.parse.urljoin(answer.url, answer.headers["Location"]))
                continue
            form = self.form_of(answer)
            if form is None:
                return answer
            where, fields = form
            answer = self.get("POST", urllib.parse.urljoin(answer.url, where), fields)
        raise Broken(f"a login of at most {MOST_PAGES} pages", " -> ".join(self.trail[-4:]))

    def form_of(self, answer):
        """The first form that asks for something this browser knows, or that only wants to be sent."""
        for where, fields in Forms(answer.text).forms:
            filled = {name: self.known.get(name, value) for name, value in fields.items()}
            asks = [name for name in fields if name in ("username", "login")]
            if asks and fields[asks[0]] == self.known.get(asks[0]):
                return None  # it was sent, and comes back: refused
            return where, filled
        return None

    def get(self, method, url, body=None):
        self.trail.append(f"{method} {url.split('?')[0]}")
        if self.stop_at and url.startswith(self.stop_at):
            return Answer(url, 0, http.client.HTTPMessage(), "")
        jar = self.cookies.setdefault(urllib.parse.urlsplit(url).netloc, {})
        headers = {"Accept": "text/html", "Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())}
        answer = ask(method, url, body, headers)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            jar[name] = value
        return answer
