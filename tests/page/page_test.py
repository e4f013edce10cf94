"""The page for people who see little, see no colours, or use no mouse: labels, contrast, keyboard.

Without a browser: the HTML is parsed, and the colours are those of the page's own style (WCAG 2.1, level AA).
Takes from the environment: PRINT_PAGE (prints a page with something of everything).
"""

import os
import re
import subprocess
import unittest
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input"}
SCHEMES = ("light", "dark")
TEXT_CONTRAST = 4.5   # of text (1.4.3)
SHAPE_CONTRAST = 3.0  # of what is drawn and says something, and of the mark of the focus (1.4.11)


class Element:
    def __init__(self, name, attributes, parent):
        self.name, self.attributes, self.parent = name, attributes, parent
        self.children, self.text = [], ""

    def all(self):
        yield self
        for child in self.children:
            yield from child.all()

    def words(self):
        return (self.text + "".join(child.words() for child in self.children)).strip()

    def classes(self):
        return (self.attributes.get("class") or "").split()

    def __repr__(self):
        return f"<{self.name} {self.attributes}>"


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = self.here = Element("", {}, None)

    def handle_starttag(self, name, attributes):
        element = Element(name, dict(attributes), self.here)
        self.here.children.append(element)
        if name not in VOID:
            self.here = element

    def handle_endtag(self, name):
        if name != self.here.name:
            raise AssertionError(f"</{name}> closes <{self.here.name}>")
        self.here = self.here.parent

    def handle_data(self, text):
        self.here.text += text


def luminance(colour):
    """Relative luminance of #rgb or #rrggbb."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at:at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


class PageCase(unittest.TestCase):
    def setUp(self):
        self.html = subprocess.run([os.environ["PRINT_PAGE"]], check=True, capture_output=True, text=True,
                                   encoding="utf-8").stdout
        reader = Reader()
        reader.feed(self.html)
        self.assertIs(reader.here, reader.root, "an element is not closed")
        self.elements = list(reader.root.all())
        self.style = self.of("style")[0].text
        self.rules = [(selector.strip(), dict(part.split(":", 1) for part in body.split(";") if part.strip()))
                      for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", self.style)]

    def of(self, *names):
        return [element for element in self.elements if element.name in names]

    def colours(self, scheme):
        """The variables of the style in this scheme."""
        light, dark = re.findall(r":root\{([^}]*)\}", self.style)
        declared = re.findall(r"--([a-z]+):(#[0-9a-f]+)", light + (";" + dark if scheme == "dark" else ""))
        return dict(declared)

    def used_as(self, *properties):
        """The variables that the rules use in one of these properties."""
        return {name for _, body in self.rules for key, value in body.items() if key.strip() in properties
                for name in re.findall(r"var\(--([a-z]+)\)", value)}


class Labels(PageCase):
    def test_NameEverythingThatCanBeUsed(self):
        self.assertEqual(self.of("html")[0].attributes.get("lang"), "en")
        self.assertTrue(self.of("title")[0].words())
        buttons = self.of("button")
        self.assertGreater(len(buttons), 2)
        for button in buttons:
            visible, name = button.words(), button.attributes.get("aria-label", "")
            self.assertTrue(visible, button)
            self.assertTrue(name.startswith(visible), f"{button}: who speaks to the page says what is written there")
            self.assertEqual(button.attributes.get("type"), "button")
        for element in self.elements:
            if element.attributes.get("role") in ("img", "region"):
                self.assertTrue(element.attributes.get("aria-label"), element)

    def test_TellInWordsWhatAColourTells(self):
        for strip in (one for one in self.elements if "strip" in one.classes()):
            siblings = strip.parent.children
            words = siblings[siblings.index(strip) + 1].words()
            for state in {name for cell in strip.children for name in cell.classes()}:
                said = {"partly": "partly known", "unknown": "not known"}.get(state, state)
                self.assertIn(said, words)
            self.assertEqual(strip.attributes["aria-label"], words)
        for element in self.elements:
            if {"yes", "no", "unknown"} & set(element.classes()) and element.name != "li":
                self.assertTrue(element.words(), element)

    def test_GiveThePageAnOrder(self):
        self.assertEqual([len(self.of(name)) for name in ("main", "h1", "title")], [1, 1, 1])
        levels = [int(element.name[1]) for element in self.elements if re.fullmatch("h[1-6]", element.name)]
        self.assertTrue(all(after <= before + 1 for before, after in zip(levels, levels[1:])), levels)
        for head in self.of("th"):
            self.assertIn(head.attributes.get("scope"), ("col", "row"))
        ids = [element.attributes["id"] for element in self.elements if "id" in element.attributes]
        self.assertEqual(len(ids), len(set(ids)))
        announced = [element.attributes.get("role") for element in self.elements
                     if "answer" in element.classes() or element.attributes.get("id") == "stale"]
        self.assertEqual(announced, ["status", "alert"])
        viewport = next(one for one in self.of("meta") if one.attributes.get("name") == "viewport")
        self.assertNotRegex(viewport.attributes["content"], "maximum-scale|user-scalable")


class Contrast(PageCase):
    def hold(self, names, grounds, least):
        for scheme in SCHEMES:
            colours = self.colours(scheme)
            for name in sorted(names):
                for ground in grounds:
                    seen = contrast(colours[name], colours[ground])
                    self.assertGreaterEqual(seen, least, f"--{name} on --{ground}, {scheme}: {seen:.2f}")

    def test_OfTextIsEnoughInLightAndDark(self):
        texts = self.used_as("color")
        self.assertLessEqual({"text", "faint", "yes", "no", "unknown", "link"}, texts)
        grounds = self.used_as("background") - {"ready", "partly", "none", "no", "unknown"}
        self.assertEqual(grounds, {"back", "panel"}, "the colours that text stands on")
        self.hold(texts, grounds, TEXT_CONTRAST)

    def test_OfWhatIsDrawnIsEnoughInLightAndDark(self):
        # Of a day: nobody checked it, and half known, is no more than the line of words below says.
        self.hold({"ready", "no", "unknown"}, {"back"}, SHAPE_CONTRAST)
        for scheme in SCHEMES:
            colours = self.colours(scheme)
            days = [colours[name] for name in ("ready", "partly", "none", "no")]
            self.assertEqual(len(set(days)), len(days))
        self.hold(self.used_as("outline"), {"back", "panel"}, SHAPE_CONTRAST)


class Keyboard(PageCase):
    def test_ReachesEverything(self):
        for element in self.elements:
            self.assertFalse([name for name in element.attributes if name.startswith("on")], element)
            self.assertIn(element.attributes.get("tabindex", "0"), ("0", "-1"), element)
        scrolled = [element for element in self.elements if "scroll" in element.classes()]
        self.assertEqual(len(scrolled), 2)
        for element in scrolled: # what is wider than a small screen is scrolled by keys, too
            seen = [element.attributes.get(name) for name in ("tabindex", "role")]
            self.assertEqual(seen, ["0", "region"], element)
        marked = {part.strip() for selector, body in self.rules if "outline" in body for part in selector.split(",")}
        self.assertLessEqual({"button:focus-visible", "a:focus-visible", ".scroll:focus-visible"}, marked)
        self.assertNotRegex(self.style, r"outline:\s*(0|none)")


class Page(PageCase):
    def test_IsSmallAndTakesNothingFromElsewhere(self):
        self.assertLessEqual(len(self.html.encode()), 40 * 1024)
        for element in self.elements:
            for name in ("src", "href"):
                self.assertRegex(element.attributes.get(name, "data:,"), "^data:", element)
        self.assertEqual(self.of("form", "input", "iframe", "img"), [])


if __name__ == "__main__":
    unittest.main()
