--- The brief of a report on one screen: headline, date, who and where, the
-- sentences that name most of them. It says nothing that the records do not
-- hold; what was not found is left out.
local core = require "assay.core"
local style = require "assay.style"
local actors = require "assay.actors"

local brief = {}

-- Below the countries, a paragraph each: section, title, names at most.
local SECTIONS = {
    {"person", "People", 10},
    {"organisation", "Organisations", 10},
    {"group", "Groups", 8},
    {"place", "Places", 12},
    {"other", "Other names", 8},
}
local COUNTRIES = 8 -- lines of them
local INDENT = 15   -- of the paragraphs
local SENTENCES = 2 -- shown as the busiest ones
local WIDEST = 100  -- lines of text are not longer, for the eye's sake

local function add(out, text)
    out[#out + 1] = text
end

--- "1 sentence", "2 sentences", "1,234 tokens"
local function counted(n, what)
    local digits = tostring(n):reverse():gsub("(%d%d%d)", "%1,"):reverse()
    return digits:gsub("^,", "") .. " " .. what .. (n == 1 and "" or "s")
end

local function head_lines(out, doc, record, width)
    local title = record.title or doc.title or record.text or doc.id
    for _, line in ipairs(style.wrap(style.clean(title), width)) do
        add(out, style.paint("bold", line))
    end
    local facts = {style.clean(doc.id)}
    for _, value in ipairs {record.dateline or false, record.date or doc.date
        or false} do
        if value then
            facts[#facts + 1] = style.clean(value)
        end
    end
    facts[#facts + 1] = counted(record.sentences or 0, "sentence")
    facts[#facts + 1] = counted(#doc, "token")
    if (doc.repaired or 0) > 0 then
        facts[#facts + 1] = counted(doc.repaired, "bad byte") .. " replaced"
    end
    for _, line in ipairs(style.wrap(table.concat(facts, " | "), width)) do
        add(out, style.paint("dim", line))
    end
end

local function in_section(groups, section)
    local found = {}
    for _, group in ipairs(groups) do
        if group.section == section then
            found[#found + 1] = group
        end
    end
    return found
end

--- One country: name, mentions, and the forms where there is more to say.
local function country_line(group, name_width, width)
    local name = style.clean(group.name)
    local line = ("  %s %4d"):format(
        style.pad(core.cut(name, name_width), name_width), group.n)
    local forms = style.clean(group.text)
    if forms ~= name .. " " .. group.n then
        line = line .. "  " .. style.paint("dim",
            core.cut(forms, math.max(10, width - name_width - 9)))
    end
    return line
end

local function country_lines(out, groups, width)
    local found = in_section(groups, "country")
    if #found == 0 then
        return
    end
    local name_width = 8
    for i = 1, math.min(#found, COUNTRIES) do
        name_width = math.max(name_width,
            core.width(style.clean(found[i].name)))
    end
    name_width = math.min(name_width, width // 3)
    add(out, "")
    add(out, style.paint("cyan", "Countries"))
    for i = 1, math.min(#found, COUNTRIES) do
        add(out, country_line(found[i], name_width, width))
    end
    if #found > COUNTRIES then
        add(out, style.paint("dim", ("  ... and %d more"):format(
            #found - COUNTRIES)))
    end
end

--- "Geneva 3, Moscow 2, Vienna ... and 3 more"
local function names_text(found, most)
    local parts = {}
    for i = 1, math.min(#found, most) do
        local name = style.clean(found[i].name)
        parts[i] = found[i].n > 1 and name .. " " .. found[i].n or name
    end
    local text = table.concat(parts, ", ")
    if #found > most then
        text = text .. (" ... and %d more"):format(#found - most)
    end
    return text
end

local function section_lines(out, groups, section, width)
    local key, title, most = table.unpack(section)
    local found = in_section(groups, key)
    if #found == 0 then
        return
    end
    local lines = style.wrap(names_text(found, most), width - INDENT)
    add(out, style.paint("cyan", title)
        .. (" "):rep(INDENT - core.width(title)) .. lines[1])
    for i = 2, #lines do
        add(out, (" "):rep(INDENT) .. lines[i])
    end
end

--- Sentences by the number of different names in them, the first ones of
-- equals first: {first, last, n}.
local function busiest(doc)
    local by_sentence, list = {}, {}
    for _, span in ipairs(doc:spans("entity", "flat")) do
        local sentence, first, last = doc:sentence_at(span.first)
        local its = by_sentence[sentence]
        if not its then
            its = {first = first, last = last, n = 0, seen = {}}
            by_sentence[sentence] = its
            list[#list + 1] = its
        end
        local name = span.name or span.text
        if not its.seen[name] then
            its.seen[name] = true
            its.n = its.n + 1
        end
    end
    table.sort(list, function(a, b)
        if a.n ~= b.n then
            return a.n > b.n
        end
        return a.first < b.first
    end)
    return list
end

local function sentence_lines(out, doc, width)
    local chosen = {}
    for _, its in ipairs(busiest(doc)) do
        if #chosen < SENTENCES and its.n >= 2 then
            chosen[#chosen + 1] = its
        end
    end
    if #chosen == 0 then
        return
    end
    table.sort(chosen, function(a, b) return a.first < b.first end)
    add(out, "")
    add(out, style.paint("cyan", "Sentences that name most"))
    for _, its in ipairs(chosen) do
        local text = style.clean(doc:text(its.first, its.last))
        for _, line in ipairs(style.wrap(text, width - 2)) do
            add(out, "  " .. line)
        end
    end
end

--- Other kinds of findings, as counts: "3 quotes", "2 events".
local function other_kinds(out, doc)
    local parts = {}
    for _, kind in ipairs(doc:kinds()) do
        if kind ~= "entity" then
            parts[#parts + 1] = style.clean(kind) .. " " .. #doc:spans(kind)
        end
    end
    if #parts > 0 then
        add(out, "")
        add(out, style.paint("cyan", "Also found") .. "  "
            .. table.concat(parts, ", "))
    end
end

--- The brief of a document as text.
function brief.text(doc)
    local width = math.min(style.columns(80), WIDEST)
    local out = {}
    head_lines(out, doc, doc:records("document")[1] or {}, width)
    local groups = actors.groups(doc)
    country_lines(out, groups, width)
    add(out, "")
    for _, section in ipairs(SECTIONS) do
        section_lines(out, groups, section, width)
    end
    if out[#out] == "" then
        out[#out] = nil
    end
    if #groups == 0 then
        add(out, "")
        add(out, "No country, organisation, person or place was found.")
    end
    sentence_lines(out, doc, width)
    other_kinds(out, doc)
    return table.concat(out, "\n")
end

local meta = {__name = "brief", __tostring = function(b) return b.text end}

--- The brief of a document as a value that prints itself.
function brief.of(doc)
    return setmetatable({text = brief.text(doc)}, meta)
end

--- Print the brief of every document in files and folders.
function brief.main(...)
    local n = 0
    for doc in core.each({...}) do
        if n > 0 then
            io.write("\n", style.paint("dim",
                ("-"):rep(math.min(style.columns(80), WIDEST))), "\n\n")
        end
        io.write(brief.text(doc), "\n")
        n = n + 1
    end
end

return brief
