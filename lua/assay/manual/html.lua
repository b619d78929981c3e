--- The API as one HTML file: no other file is needed, it follows the reader's
-- choice of light or dark, every entry has an address, and a box finds them.
local api = require "assay.api"
local core = require "assay.core"
local types = require "assay.types"
local words = require "assay.manual.words"

local html = {}

local STYLE = [[
:root { color-scheme: light dark; --ink: #1d2129; --dim: #5b6472; --paper: #fdfcf9; --line: #dcd8cf;
  --link: #0b57a4; --code: #f2efe8; --mark: #8a4b08; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e2dc; --dim: #9aa2ae; --paper: #16181c;
  --line: #33373e; --link: #7db4f0; --code: #22252b; --mark: #e6a860; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif;
  display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
a { color: var(--link); text-decoration: none; } a:hover, a:focus { text-decoration: underline; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1rem; border-right: 1px solid var(--line);
  font-size: .9rem; }
nav h2 { font-size: .8rem; margin: 1rem 0 .2rem; color: var(--dim); text-transform: uppercase; letter-spacing: .04em; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav .type { padding-left: .8rem; font-size: .85em; }
nav input { width: 100%; padding: .4rem .5rem; font: inherit; color: inherit; background: var(--code);
  border: 1px solid var(--line); border-radius: 4px; }
main { padding: 1.5rem 2.5rem 4rem; max-width: 56rem; }
h1 { font-size: 1.7rem; margin: 0 0 .3rem; } main h2 { margin: 2.5rem 0 .3rem; font-size: 1.35rem;
  border-bottom: 1px solid var(--line); }
article { margin: 1.6rem 0; scroll-margin-top: 1rem; } article:target > h3 { border-left: 4px solid var(--mark);
  padding-left: .5rem; }
h3 { margin: 0; font: 600 1rem/1.5 ui-monospace, monospace; white-space: pre-wrap; }
h3 a { color: inherit; } p { margin: .35rem 0; } .dim { color: var(--dim); font-size: .88rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { background: var(--code); padding: .6rem .8rem; border-radius: 4px; overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; margin: .4rem 0; } td, th { text-align: left; vertical-align: top;
  padding: .15rem 1rem .15rem 0; } td, h3, p, li { overflow-wrap: anywhere; }
th { font-weight: 600; font-family: ui-monospace, monospace; font-size: .9em; }
samp { color: var(--dim); }
td:nth-last-child(2) { min-width: 6rem; max-width: 22rem; }
[hidden] { display: none !important; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border: 0;
  border-bottom: 1px solid var(--line); } main { padding: 1rem; } }
@media print { nav { display: none; } body { display: block; } }
]]

-- Without scripts all is there; with them the box leaves what has the words.
local SCRIPT = [[
(function () {
  var box = document.getElementById("search-box"), list = document.querySelectorAll('article');
  function show() {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    list.forEach(function (a) {
      var text = a.textContent.toLowerCase();
      var fits = words.every(function (w) { return text.indexOf(w) >= 0; });
      a.hidden = !fits;
      document.querySelectorAll('nav a[href="#' + a.id + '"]').forEach(function (l) { l.parentNode.hidden = !fits; });
    });
    document.querySelectorAll('section').forEach(function (s) {
      s.hidden = words.length > 0 && !s.querySelector('article:not([hidden])');
    });
  }
  box.addEventListener('input', show);
  document.addEventListener('keydown', function (e) {
    if (e.key === '/' && document.activeElement !== box) { e.preventDefault(); box.focus(); }
    if (e.key === 'Escape') { box.value = ''; show(); }
  });
})();
]]

local ESCAPES = {["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;"}

local function escaped(text)
    return (text:gsub('[&<>"]', ESCAPES))
end

local function add(out, ...)
    out[#out + 1] = table.concat {...}
end

--- Prose, with what stands in backquotes as code.
local function prose(text)
    return (escaped(text):gsub("`([^`]+)`", "<code>%1</code>"))
end

--- The text of a type, its names linked to their entries.
local function linked(text)
    local type_ = types.read(text)
    local names = {}
    types.each(type_ or {}, function(one)
        if one.name and api.type(one.name) then
            names[one.name] = words.anchor(api.type(one.name).entry)
        end
    end)
    local out = escaped(text):gsub("&?[%a_][%w_]*", function(name)
        return names[name] and ('<a href="#%s">%s</a>'):format(names[name], name)
    end)
    return "<code>" .. out .. "</code>"
end

local function add_blocks(out, blocks)
    for _, block in ipairs(blocks) do
        if block.prose then
            add(out, "<p>", prose(block.prose), "</p>")
        else
            add(out, "<pre>", escaped(block.lines), "</pre>")
        end
    end
end

local function add_values(out, values, caption)
    if #values == 0 then
        return
    end
    add(out, "<table><caption class=\"dim\" style=\"text-align:left\">", caption, "</caption>")
    for _, value in ipairs(values) do
        local name = value.name and '<th scope="row">' .. escaped(value.name) .. (value.optional and "?" or "")
            .. "</th>" or ""
        add(out, "<tr>", name, "<td>", linked(value.type), "</td><td>", prose(value.doc or ""), "</td></tr>")
    end
    add(out, "</table>")
end

local function add_example(out, entry)
    if entry.example then
        add(out, "<pre>", escaped(words.trim(entry.example)),
            entry.prints and "\n<samp>" .. escaped(words.trim(entry.prints)) .. "</samp>" or "", "</pre>")
    end
end

local function add_remarks(out, entry)
    local remarks = {}
    if entry.extends and api.type(entry.extends) then
        remarks[#remarks + 1] = "also has what every " .. linked(entry.extends) .. " has"
    end
    if entry.capability then
        remarks[#remarks + 1] = "in a plugin it needs the capability " .. escaped(entry.capability)
    end
    if entry.since then
        remarks[#remarks + 1] = "since " .. escaped(entry.since)
    end
    if #remarks > 0 then
        add(out, "<p class=\"dim\">", table.concat(remarks, "; "), "</p>")
    end
end

local function add_entry(out, entry)
    local anchor = words.anchor(entry)
    add(out, '<article id="', anchor, '">')
    local title = entry.kind == "type" and entry.name or entry.kind == "topic" and entry.name or words.title(entry)
    add(out, '<h3><a href="#', anchor, '">', escaped(title), "</a>",
        entry.kind == "type" and ' <span class="dim">type</span>' or "", "</h3>")
    add(out, "<p>", prose(entry.summary), "</p>")
    add_blocks(out, words.of(entry))
    add_values(out, entry.params, "takes")
    add_values(out, entry.returns, entry.kind == "field" and "is" or "gives")
    add_values(out, entry.fields, "has")
    add_example(out, entry)
    add_remarks(out, entry)
    add(out, "</article>")
end

local function label(entry)
    return (entry.kind == "topic" and "about " or "") .. entry.name
end

local function add_nav(out)
    add(out, "<nav aria-label=\"Contents\">")
    add(out, '<input id="search-box" type="search" placeholder="Find  /" aria-label="Find in the manual">')
    for i, part in ipairs(api.parts()) do
        add(out, '<section><h2><a href="#part-', i, '">', escaped(part.title), "</a></h2><ul>")
        for _, entry in ipairs(part.entries) do
            local item = entry.kind == "type" and '<li class="type">' or "<li>"
            add(out, item, '<a href="#', words.anchor(entry), '">', escaped(label(entry)), "</a></li>")
        end
        add(out, "</ul></section>")
    end
    add(out, "</nav>")
end

--- The file.
function html.text()
    local out = {}
    add(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
    add(out, '<meta name="viewport" content="width=device-width, initial-scale=1">')
    add(out, "<title>assay ", escaped(core.version), ": what can be typed</title>")
    add(out, "<style>\n", STYLE, "</style></head><body>")
    add_nav(out)
    add(out, "<main><h1>assay ", escaped(core.version), "</h1>")
    add(out, "<p>What can be typed at the prompt and called in scripts. The prompt speaks Lua 5.4: a bare expression "
        .. "prints its value, a bare command runs, and what you type is what you script. A question mark behind a "
        .. "name says that it may be left out, or may be nil.</p>")
    for i, part in ipairs(api.parts()) do
        add(out, '<section id="part-', i, '"><h2>', escaped(part.title), "</h2>")
        if part.summary then
            add(out, "<p>", prose(part.summary), "</p>")
        end
        for _, entry in ipairs(part.entries) do
            add_entry(out, entry)
        end
        add(out, "</section>")
    end
    add(out, "</main>\n<script>\n", SCRIPT, "</script></body></html>")
    return table.concat(out, "\n") .. "\n"
end

return html
