--- Documents as one page of HTML: the text with its annotations marked, and a
-- list of all findings beside it. Self-contained: no script, nothing fetched;
-- colours follow the reader's light or dark setting.
local core = require "assay.core"
local docset = require "assay.records.docset"

local SKIP = {document = true, sentence = true, token = true}

local STYLE = [[
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1b1b;--dim:#666;--line:#ddd;--wash:78%}
@media(prefers-color-scheme:dark){:root{--paper:#16181c;--ink:#e6e6e6;--dim:#9a9a9a;--line:#33363c;--wash:30%}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 Georgia,serif}
article{display:grid;grid-template-columns:minmax(0,1fr) 22em;gap:2em;max-width:80em;margin:0 auto;padding:2em}
h1{grid-column:1/-1;font-size:1.4em;margin:0}
.meta,aside{font:13px/1.5 system-ui,sans-serif;color:var(--dim)}
.text{white-space:pre-wrap;overflow-wrap:anywhere}
aside{max-height:100vh;overflow:auto;position:sticky;top:0;border-left:1px solid var(--line);padding-left:1em}
aside h2{font-size:1em;margin:1em 0 .2em;color:var(--ink)}
aside ul{list-style:none;margin:0;padding:0}
aside a{color:var(--ink);text-decoration:none}
aside a:hover{text-decoration:underline}
mark{color:inherit;border-radius:2px;background:hsl(var(--hue) 70% var(--wash))}
mark.u{background:none;border-bottom:2px solid hsl(var(--hue) 60% 50%)}
.key{display:inline-block;width:.8em;height:.8em;border-radius:2px;background:hsl(var(--hue) 70% var(--wash))}
:target{outline:2px solid hsl(40 90% 50%)}
@media(max-width:50em){article{grid-template-columns:1fr}aside{position:static;max-height:none;border:0;padding:0}}
@media print{aside{position:static;max-height:none}}
]]

--- Text for an element or an attribute in quotes.
local function escaped(value)
    local text = core.output.utf8(tostring(value))
    text = text:gsub("[\0-\8\11\12\14-\31\127]", "\u{FFFD}")
    return (text:gsub('[&<>"\']', {["&"] = "&amp;", ["<"] = "&lt;",
        [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;"}))
end

--- One hue a kind, the same in every document of the page.
local function hue_of(hues, kind)
    if not hues[kind] then
        hues.n = (hues.n or 0) + 1
        hues[kind] = (hues.n - 1) * 137 % 360
    end
    return hues[kind]
end

local FIELDS_SKIP = {doc = true, kind = true, start = true, ["end"] = true,
                     text = true, rule = true}

--- "PERSON, name=..., rule": what is told of a finding.
local function about(rec)
    local keys, parts = {}, {}
    for key in pairs(rec) do
        if not FIELDS_SKIP[key] and not key:find("_start$")
            and not key:find("_end$") and not key:find("_text$") then
            keys[#keys + 1] = key
        end
    end
    table.sort(keys, function(a, b) -- the type first
        return (a == "type" and "" or a) < (b == "type" and "" or b)
    end)
    for i, key in ipairs(keys) do
        local value = rec[key]
        value = type(value) == "table" and table.concat(value, ", ") or value
        parts[i] = key == "type" and tostring(value) or key .. ": "
            .. tostring(value)
    end
    return table.concat(parts, "; ")
end

--- What to mark: records with their place, an id, in order of the text.
local function findings(doc, kinds)
    local list = {}
    for _, rec in ipairs(doc:records(table.unpack(kinds or {}))) do
        if not SKIP[rec.kind] and rec["end"] > rec.start then
            list[#list + 1] = rec
        end
    end
    return list
end

--- Places where some finding begins or ends, in order.
local function borders(list, size)
    local known, out = {[0] = true, [size] = true}, {0}
    for _, rec in ipairs(list) do
        for _, at in ipairs {rec.start, rec["end"]} do
            if not known[at] then
                known[at] = true
                out[#out + 1] = at
            end
        end
    end
    out[#out + 1] = size > 0 and size or nil
    table.sort(out)
    return out
end

--- The text in pieces, each within the findings that cover it: the shortest
-- is a wash of colour, those around it are lines below.
local function marked(doc, list, prefix, hues, chunks_bytes)
    local text = doc:text()
    local cuts = borders(list, #text)
    local open, next_one, at = {}, 1, 0
    local function piece(from, to)
        local out = {}
        while list[next_one] and list[next_one].start <= from do
            out[#out + 1] = ('<span id="%s%d"></span>'):format(prefix,
                next_one)
            open[#open + 1] = list[next_one]
            next_one = next_one + 1
        end
        local kept = {}
        for _, rec in ipairs(open) do
            kept[#kept + 1] = rec["end"] > from and rec or nil
        end
        open = kept
        local inside = escaped(text:sub(from + 1, to))
        local order = table.move(open, 1, #open, 1, {})
        table.sort(order, function(a, b)
            local na, nb = a["end"] - a.start, b["end"] - b.start
            if na ~= nb then
                return na < nb
            end
            return a.kind < b.kind
        end)
        for i, rec in ipairs(order) do
            inside = ('<mark%s style="--hue:%d" title="%s">%s</mark>'):format(
                i > 1 and ' class="u"' or "", hue_of(hues, rec.kind),
                escaped(rec.kind .. "; " .. about(rec)), inside)
        end
        out[#out + 1] = inside
        return table.concat(out)
    end
    return function()
        local out, n = {}, 0
        while cuts[at + 2] and n < chunks_bytes do
            at = at + 1
            out[#out + 1] = piece(cuts[at], cuts[at + 1])
            n = n + #out[#out]
        end
        return #out > 0 and table.concat(out) or nil
    end
end

local function side(list, prefix, hues)
    local by_kind, kinds = {}, {}
    for i, rec in ipairs(list) do
        if not by_kind[rec.kind] then
            by_kind[rec.kind] = {}
            kinds[#kinds + 1] = rec.kind
        end
        table.insert(by_kind[rec.kind], ('<li><a href="#%s%d">%s</a> %s</li>\n')
            :format(prefix, i, escaped(core.cut(core.clean(rec.text), 60)),
                escaped(about(rec))))
    end
    table.sort(kinds)
    local out = {"<aside>\n"}
    for _, kind in ipairs(kinds) do
        out[#out + 1] = ('<h2><span class="key" style="--hue:%d"></span> %s '
            .. "(%d)</h2>\n<ul>\n%s</ul>\n"):format(hue_of(hues, kind),
            escaped(kind), #by_kind[kind], table.concat(by_kind[kind]))
    end
    out[#out + 1] = #kinds == 0 and "<p>nothing found</p>\n" or nil
    return table.concat(out) .. "</aside>\n"
end

local CHUNK = 1 << 16

--- The page's chunks.
local function pages(docs, options)
    local hues = {}
    for i, doc in ipairs(docs) do
        options.tick(i)
        local list = findings(doc, options.kinds)
        local prefix = "d" .. i .. "-"
        coroutine.yield(("<article>\n<h1>%s</h1>\n<div><p class=\"meta\">%s"
            .. "</p>\n<div class=\"text\">"):format(
            escaped(docset.title_of(doc) or doc.id or ""), escaped((doc.id or "")
                .. (doc.date and ", " .. doc.date or ""))))
        for chunk in marked(doc, list, prefix, hues, CHUNK) do
            coroutine.yield(chunk)
        end
        coroutine.yield("</div></div>\n" .. side(list, prefix, hues)
            .. "</article>\n")
    end
end

return {
    name = "html", extension = "html", takes = "documents",
    chunks = function(docs, options)
        return coroutine.wrap(function()
            coroutine.yield('<!DOCTYPE html>\n<html lang="'
                .. escaped(docs[1] and docs[1].lang or "en") .. '">\n<head>\n'
                .. '<meta charset="utf-8">\n<meta name="viewport" '
                .. 'content="width=device-width">\n<title>'
                .. escaped(docs[1] and (docset.title_of(docs[1]) or docs[1].id) or "assay")
                .. "</title>\n<style>\n" .. STYLE .. "</style>\n</head>\n"
                .. "<body>\n")
            pages(docs, options)
            coroutine.yield("</body>\n</html>\n")
        end)
    end,
}
