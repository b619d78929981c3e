--- Why a record is there: what it rests on, in its words and around them, and
-- the rule that found it. Of a place (a byte, from 0), a record, a span, a
-- mention; of a rule and a sentence assay.rules knows.
local core = require "assay.core"
local fields = require "assay.fields"
local gather = require "assay.records.gather"
local style = require "assay.style"
local rules = require "assay.rules"
local who = require "assay.who"
local written = require "assay.rules.written"

local why = {}

local WIDEST = 100
local AROUND = 60 -- bytes of text on each side

local function width_now()
    return math.max(30, math.min(style.columns(90), WIDEST))
end

-- ---- the text around ---------------------------------------------------

--- Does a byte that begins or ends a slice cut a letter in two?
local function is_inside(text, i)
    local byte = text:byte(i)
    return byte ~= nil and byte >= 0x80 and byte < 0xC0
end

--- Up to AROUND bytes before and behind a slice, whole letters, one line.
local function around(text, start, finish)
    local from, to = math.max(1, start - AROUND), math.min(#text,
        finish + AROUND)
    while is_inside(text, from) do
        from = from + 1
    end
    while is_inside(text, to + 1) do
        to = to - 1
    end
    local before = style.clean(text:sub(from, start - 1))
    local behind = style.clean(text:sub(finish + 1, to))
    return (from > 1 and "..." or "") .. before,
        behind .. (to < #text and "..." or "")
end

--- The slice between >> and <<, with what stands around it.
local function context_lines(doc, rec)
    local text = doc:text()
    local before, behind = around(text, rec.start + 1, rec["end"])
    local inner = style.clean(text:sub(rec.start + 1, rec["end"]))
    return style.wrap(before .. ">>" .. inner .. "<<" .. behind,
        width_now() - 4)
end

-- ---- one record -----------------------------------------------------------

--- Names of the fields, in the order of their declaration, then by name;
-- those that tell the place of another one go with it.
local function field_names(rec)
    local declared, names = {}, {}
    for _, kind in ipairs(core.kinds()) do
        declared = kind.name == rec.kind and kind.fields or declared
    end
    for name in pairs(rec) do
        local base = name:match("^(.*)_start$") or name:match("^(.*)_end$")
        local text = name:match("^(.*)_text$")
        if not (fields.COMMON[name] or base or text and rec[text] ~= nil) then
            names[#names + 1] = name
        end
    end
    return fields.sort(names, declared)
end

local function field_text(rec, name)
    local value = rec[name]
    local text = style.clean(type(value) == "table"
        and table.concat(value, ", ") or value)
    local base = name:match("^(.*)_text$") or name
    local slice, start = rec[base .. "_text"], rec[base .. "_start"]
    if slice and slice ~= value then
        text = text .. ' "' .. style.clean(slice) .. '"'
    end
    return start and text .. "  :" .. start or text
end

local function add(out, key, text)
    local lines = style.wrap(text, width_now() - 14)
    out[#out + 1] = "  " .. style.paint("cyan", style.pad(key, 11)) .. " "
        .. lines[1]
    for i = 2, #lines do
        out[#out + 1] = (" "):rep(14) .. lines[i]
    end
end

--- What is known of a record, as lines; of a name, what it means, too.
local function describe(doc, rec, means)
    local out = {style.paint("bold", ("%s :%d-%d"):format(
        style.clean(rec.kind), rec.start, rec["end"]))}
    for _, line in ipairs(context_lines(doc, rec)) do
        out[#out + 1] = "    " .. line
    end
    for _, name in ipairs(field_names(rec)) do
        add(out, style.clean(name), field_text(rec, name))
    end
    if means then
        add(out, "means", means)
    end
    if rec.rule then
        local place = written.find(rec.rule, rec.text)
        add(out, "found by", style.clean(rec.rule))
        add(out, place.what, style.clean(place.place))
        for i, line in ipairs(place.asks) do
            local indent = (" "):rep(#line:match("^ *"))
            for j, part in ipairs(style.wrap(style.clean(line),
                math.max(20, width_now() - 16 - #indent))) do
                out[#out + 1] = "  " .. style.paint("cyan", style.pad(
                    i == 1 and j == 1 and "asks for" or "", 11)) .. " "
                    .. indent .. (j > 1 and "  " or "") .. part
            end
        end
    end
    return table.concat(out, "\n")
end

-- ---- a place --------------------------------------------------------------

--- Records that cover a byte, the shortest first, and the nearest of all.
local function covering(doc, offset)
    local found, nearest, distance = {}, nil, nil
    for _, rec in ipairs(doc:records()) do
        if rec.start <= offset and offset < rec["end"] then
            found[#found + 1] = rec
        else
            local d = math.max(rec.start - offset, offset - rec["end"] + 1)
            if not distance or d < distance then
                nearest, distance = rec, d
            end
        end
    end
    table.sort(found, function(a, b)
        local x, y = a["end"] - a.start, b["end"] - b.start
        if x ~= y then
            return x < y
        elseif a.kind ~= b.kind then
            return a.kind < b.kind
        end
        return (a.rule or "") < (b.rule or "")
    end)
    return found, nearest
end

--- What was found at a byte, as text; nil and a message if nothing was.
function why.at(doc, offset)
    if offset < 0 or offset >= doc.size then
        return nil, ("%s has %d bytes, from 0: none is %d"):format(
            style.clean(doc.id), doc.size, offset)
    end
    local found, nearest = covering(doc, offset)
    if #found == 0 then
        return nil, ("nothing was found at byte %d of %s%s"):format(offset,
            style.clean(doc.id), nearest and ("; the nearest is %s :%d"):format(
                style.clean(nearest.kind), nearest.start) or "")
    end
    for i, rec in ipairs(found) do
        found[i] = describe(doc, rec)
    end
    return table.concat(found, "\n\n")
end

-- ---- the command --------------------------------------------------------

local meta = {__name = "why", __tostring = function(t) return t.text end}

--- The record that a span of doc:spans stands for.
local function record_of(doc, span)
    for _, rec in ipairs(doc:records(span.kind)) do
        if rec.start == span.begin - 1 and rec["end"] == span.finish
            and rec.rule == span.rule and rec.type == span.type then
            return rec
        end
    end
    return {kind = span.kind, start = span.begin - 1, ["end"] = span.finish,
            text = span.text, rule = span.rule, type = span.type}
end

local function of_finding(finding, doc)
    doc = doc or gather.document(finding) or _G.doc
    if core.type(doc) ~= "document" or finding.doc
        and finding.doc ~= doc.id then
        error("why: which document? why(record, doc)", 4)
    end
    local rec = finding
    if finding.begin then
        rec = record_of(doc, finding)
    elseif math.type(finding.start) ~= "integer" then
        error("why: a record has kind, start and end", 4)
    end
    local means = finding.begin and finding.kind == "entity" and who.why(doc, finding)
    return setmetatable({text = describe(doc, rec, means)}, meta)
end

--- Why: of a record or a span, of a byte of the document, of a row that knows
-- (__why in its metatable), or (with a rule and a sentence) why a rule did or
-- did not fire.
function why.ask(what, ...)
    local more = ...
    local explain = type(what) == "table" and (getmetatable(what) or {}).__why
    if explain then
        return setmetatable({text = explain(what)}, meta)
    end
    if type(what) == "table" and what.kind then
        return (of_finding(what, more))
    end
    local doc, offset = what, more
    if math.type(what) == "integer" then
        doc, offset = more or _G.doc, what
    end
    if core.type(doc) == "document" and math.type(offset) == "integer" then
        local text, problem = why.at(doc, offset)
        if not text then
            error("why: " .. problem, 3)
        end
        return setmetatable({text = text}, meta)
    end
    if what == nil or type(what) == "table" and core.type(what) == "table" then
        error(("why: expected a record, a byte or a document (got %s): why(quotes()[1]), why(120)"):format(
            core.type(what)), 3)
    end
    return rules.why(what, ...)
end

--- The one document that a path names; nil once what is wrong was told.
local function only_document(path)
    local only
    for doc in core.each({path}) do
        if only then
            error(("%s holds several documents: name one file, or open it "
                .. "and ask why(doc, OFFSET)"):format(style.clean(path)), 0)
        end
        only = doc:keep()
    end
    return only
end

--- `assay why FILE:OFFSET...`, which the command line has checked.
function why.main(...)
    for i, place in ipairs {...} do
        local path, digits = place:match("^(.*):(%d+)$")
        local doc = only_document(path)
        if doc then
            local offset = math.tointeger(tonumber(digits))
            local text, problem = why.at(doc, offset or math.maxinteger)
            doc:close()
            if not text then
                error(problem, 0)
            end
            io.write(i > 1 and "\n" or "", text, "\n")
        end
    end
end

return why
