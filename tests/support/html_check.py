"""Is an HTML file well formed and whole in itself? Tags balanced, every id
there once, every link within it leads somewhere, nothing fetched from
elsewhere. Prints what is wrong, a line each."""
import sys
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Check(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.links, self.faults = [], set(), set(), []

    def fault(self, what):
        self.faults.append(f"line {self.getpos()[0]}: {what}")

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                if value in self.ids:
                    self.fault(f"the id {value} is there twice")
                self.ids.add(value)
            elif name == "href" and value.startswith("#"):
                self.links.add(value[1:])
            elif name in ("src", "href"):
                self.fault(f"{tag} fetches {value}")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.fault(f"</{tag}> closes nothing")


with open(sys.argv[1], encoding="utf-8") as f:
    text = f.read()
check = Check()
check.feed(text)
check.close()
for tag in check.open:
    check.faults.append(f"<{tag}> is not closed")
for link in sorted(check.links - check.ids):
    check.faults.append(f"nothing has the id {link}")
if "://" in text or "@import" in text:
    check.faults.append("something is fetched from elsewhere")
print("\n".join(check.faults), end="")
sys.exit(1 if check.faults else 0)
