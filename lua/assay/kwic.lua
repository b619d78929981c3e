--- Keyword in context: each hit in a line of its own, the words in the
-- middle. A hit is known by its tokens, and shown at its byte as everywhere. Hits stay in C as numbers; a row is
-- made when it is looked at, so that a list of a million costs next to nothing.
local core = require "assay.core"
local style = require "assay.style"

local index = core.corpus

local kwic = {}

local TOKENS = 40 -- looked at on each side; what fits is shown

local states = setmetatable({}, {__mode = "k"}) -- value -> hits, docs, rows

--- What stands before and behind the tokens first to last, byte for byte; and
-- their bytes, from 0 and half-open.
local function around(doc, first, last, width)
    local from = math.max(1, first - width)
    local to = math.min(#doc, last + width)
    local _, _, begin = doc:token(first)
    local _, _, _, finish = doc:token(last)
    local _, _, left_begin = doc:token(from)
    local _, _, _, right_finish = doc:token(to)
    return doc:slice(left_begin, begin - 1),
        doc:slice(finish + 1, right_finish), begin - 1, finish
end

--- Row i: doc, date, first, last, start, end, left, key, right, sentence, and
-- entry: a gazetteer's fields, a pattern's captures.
local function make_row(state, i)
    local n, first, last = index.hit(state.hits, i)
    local doc = state.docs[n]
    if core.type(doc) ~= "document" then
        error("kwic: the document of a hit is closed; open it and search again", 0)
    end
    local left, right, start, stop = around(doc, first, last, state.width)
    return {
        doc = doc.id, date = doc.date, first = first, last = last,
        start = start, ["end"] = stop,
        entry = index.entry(state.hits, i, doc),
        left = left, key = doc:text(first, last), right = right,
        sentence = (doc:sentence_at(first)),
    }
end

local function index_of(value, i)
    local state = states[value]
    if math.type(i) ~= "integer" or i < 1 or i > #state.hits then
        return nil
    end
    local row = state.rows[i]
    if row == nil then
        row = make_row(state, i)
        state.rows[i] = row
    end
    return row
end

local function length(value)
    return #states[value].hits
end

--- The end of a text that fits into `room` columns.
local function tail(text, room)
    local chars = {}
    for _, code in utf8.codes(text) do
        chars[#chars + 1] = utf8.char(code)
    end
    local used, at = 0, #chars + 1
    while at > 1 and used + core.width(chars[at - 1]) <= room do
        at = at - 1
        used = used + core.width(chars[at])
    end
    while at <= #chars and core.width(chars[at]) == 0 do
        at = at + 1 -- a mark without its letter
    end
    return table.concat(chars, "", at)
end

local function head(text, room)
    return room > 0 and (core.cut(text, room)) or ""
end

--- Where a hit is: its byte, and its document when several were searched.
local function places(lines, many, room)
    local out, width = {}, 0
    for i, line in ipairs(lines) do
        local at = tostring(line.start)
        out[i] = many and style.clean(line.doc) .. ":" .. at or at
        width = math.max(width, core.width(out[i]))
    end
    width = math.min(width, 30, math.max(8, room * 3 // 8))
    for i, at in ipairs(out) do -- a long id loses its beginning, not the byte
        out[i] = core.width(at) > width and "…" .. tail(at, width - 1) or at
    end
    return out, width
end

--- One line: its place, the left side up to the key, the key, the rest.
local function render_line(line, at, at_width, side, width)
    local left = style.pad(tail(style.clean(line.left), side), side, "right")
    local room = math.max(1, width - at_width - 2 - side)
    local key = core.cut(style.clean(line.key), math.min(40, room))
    room = room - core.width(key)
    return style.paint("dim", style.pad(at, at_width,
        "right")) .. "  " .. left .. style.paint("bold", key)
        .. head((style.clean(line.right):gsub(" $", "")), room)
end

--- What a list of so many lines leaves out, below it.
local function remark(value, shown)
    local n = length(value)
    local parts = {}
    if shown < n then
        parts[1] = ("... and %d more; print(_) shows all"):format(n - shown)
    end
    if value.total > n then
        parts[#parts + 1] = ("%d of %d hits"):format(n, value.total)
    end
    return #parts > 0 and style.remark(table.concat(parts, "; ")) or nil
end

--- The first `limit` lines (all without one) as text, keys below each other.
local function render(value, limit)
    local shown = math.min(length(value), limit or math.huge)
    if shown == 0 then
        return "nothing found"
    end
    local lines = {}
    for i = 1, shown do
        lines[i] = value[i]
    end
    local width = style.columns(80)
    local where, where_width = places(lines, #states[value].docs > 1, width)
    local side = math.max(8, (width - where_width - 12) // 2)
    local out = {}
    for i, line in ipairs(lines) do
        out[i] = render_line(line, where[i], where_width, side, width)
    end
    out[#out + 1] = remark(value, shown)
    return table.concat(out, "\n")
end

local COLUMNS = {"doc", "date", "sentence", "first", "last", "start", "end",
    {key = "left", align = "right", cut = "left"}, {key = "key", paint = "bold"}, "right"}

local function step(value, i)
    i = (i or 0) + 1
    local row = index_of(value, i)
    if row then
        return i, row
    end
end

local meta = {
    __name = "kwic",
    __index = index_of,
    __len = length,
    __pairs = function(value) return step, value, nil end,
    __tostring = function(value) return render(value) end,
    __show = render, -- of (value, limit): for the prompt
    __rows = function(value) return value, COLUMNS end,
}

--- Hits as a list of rows that prints itself; value.total is how many there
-- were before `limit` and `sample`.
-- @tparam {document,...} docs kept: the list must not change
-- @param pattern words, a pattern or a gazetteer
-- @tparam[opt] table options sort (left, right, key, docs), ranks, sample,
--   seed, limit: as corpus.hits has them; width: tokens on each side of a row
function kwic.new(docs, pattern, options)
    options = options or {}
    local hits, total = index.hits(docs, pattern, options)
    local value = {total = total}
    states[value] = {hits = hits, docs = docs, width = options.width or TOKENS,
                     rows = setmetatable({}, {__mode = "v"})}
    return setmetatable(value, meta)
end

--- Some of the hits of a list, as rows, printed as the list is; nil for what
-- is no list of hits.
function kwic.part(value, rows)
    local state = states[value]
    if state then
        local part = {total = #value}
        states[part] = {hits = rows, docs = state.docs, width = state.width, rows = rows}
        return setmetatable(part, meta)
    end
end

--- Can this be searched for?
function kwic.can(pattern)
    local kind = core.type(pattern)
    return kind == "string" and pattern:find("%S") ~= nil
        or kind == "gazetteer" or kind == "pattern"
end

return kwic
