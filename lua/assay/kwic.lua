--- Keyword in context: each hit in a line of its own, the words in the
-- middle. Positions are token indexes.
local core = require "assay.core"
local style = require "assay.style"

local kwic = {}

local TOKENS = 40 -- looked at on each side; what fits is shown

--- Words of a search, as tests of a token's norm. "guarantee*" takes every
-- word that begins so.
local function read_words(text)
    local tests = {}
    for word in text:gmatch("%S+") do
        local stem = word:match("^(.+)%*$")
        tests[#tests + 1] = {norm = core.norm(stem or word),
                             prefix = stem ~= nil}
    end
    return tests
end

local function token_fits(norm, test)
    if test.prefix then
        return norm:sub(1, #test.norm) == test.norm
    end
    return norm == test.norm
end

--- Iterate over first and last token of what fits the words with stars.
local function each_starred(doc, text)
    local tests, norms = read_words(text), doc:column("norm")
    local at = 0
    return function()
        while at + #tests <= #norms do
            at = at + 1
            local n = 0
            while n < #tests and token_fits(norms[at + n], tests[n + 1]) do
                n = n + 1
            end
            if n == #tests then
                local first = at
                at = at + n - 1
                return first, first + n - 1
            end
        end
    end
end

local function each_hit(doc, pattern)
    -- words alone, one with a star: any ending, not a repetition
    if type(pattern) == "string" and pattern:find("%*%f[%s\0]")
        and not pattern:find("[^%w%s*'\128-\255-]") then
        return each_starred(doc, pattern)
    end
    return doc:find(pattern)
end

--- What stands before and behind the tokens first to last, byte for byte.
local function around(doc, first, last)
    local from = math.max(1, first - TOKENS)
    local to = math.min(#doc, last + TOKENS)
    local _, _, begin = doc:token(first)
    local _, _, _, finish = doc:token(last)
    local _, _, left_begin = doc:token(from)
    local _, _, _, right_finish = doc:token(to)
    return doc:slice(left_begin, begin - 1),
        doc:slice(finish + 1, right_finish)
end

--- Every hit in one document, in the order of the text.
-- @param pattern a pattern or its source (words alone may end in * for any
--   ending), or a gazetteer
-- @treturn {table,...} fields doc, first, last, left, key, right, sentence
--   and entry: a gazetteer's fields, a pattern's captures
function kwic.lines(doc, pattern)
    local lines = {}
    for first, last, entry in each_hit(doc, pattern) do
        local left, right = around(doc, first, last)
        lines[#lines + 1] = {
            doc = doc.id, first = first, last = last, entry = entry,
            left = left, key = doc:text(first, last), right = right,
            sentence = (doc:sentence_at(first)),
        }
    end
    return lines
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
    return table.concat(chars, "", at)
end

local function head(text, room)
    return room > 0 and (core.cut(text, room)) or ""
end

local function several(lines)
    for i = 2, #lines do
        if lines[i].doc ~= lines[1].doc then
            return true
        end
    end
    return false
end

--- Where a hit is: its token, and its document when there are several.
local function places(lines)
    local out, width, many = {}, 0, several(lines)
    for i, line in ipairs(lines) do
        local at = tostring(line.first)
        out[i] = many and style.clean(line.doc) .. ":" .. at or at
        width = math.max(width, core.width(out[i]))
    end
    return out, math.min(width, 30)
end

--- One line: its place, the left side up to the key, the key, the rest.
local function render_line(line, at, at_width, side, width)
    local left = style.pad(tail(style.clean(line.left), side), side, "right")
    local key = core.cut(style.clean(line.key), 40)
    local room = width - at_width - 2 - side - core.width(key)
    return style.paint("dim", style.pad(head(at, at_width), at_width,
        "right")) .. "  " .. left .. style.paint("bold", key)
        .. head((style.clean(line.right):gsub(" $", "")), room)
end

--- The lines as text, keys below each other.
local function render(lines)
    if #lines == 0 then
        return "nothing found"
    end
    local where, where_width = places(lines)
    local width = style.columns(80)
    local side = math.max(8, (width - where_width - 12) // 2)
    local out = {}
    for i, line in ipairs(lines) do
        out[i] = render_line(line, where[i], where_width, side, width)
    end
    return table.concat(out, "\n")
end

local meta = {__tostring = render, __name = "kwic"}

--- Can this be searched for?
function kwic.can(pattern)
    local kind = core.type(pattern)
    return kind == "string" or kind == "gazetteer" or kind == "pattern"
end

--- Hits in one document or several, as a value that prints itself.
-- @param docs a document or a list of them
function kwic.find(docs, pattern)
    if not kwic.can(pattern) then
        error("kwic: pattern must be words, a pattern or a gazetteer (got "
            .. core.type(pattern) .. ")", 2)
    end
    local all = {}
    for _, doc in ipairs(core.type(docs) == "document" and {docs} or docs) do
        local lines = kwic.lines(doc, pattern)
        table.move(lines, 1, #lines, #all + 1, all)
    end
    return setmetatable(all, meta)
end

return kwic
