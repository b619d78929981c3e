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
    if type(pattern) == "string" and pattern:find("%*%f[%s\0]") then
        return each_starred(doc, pattern)
    end
    return doc:find(pattern)
end

--- Every hit in one document, in the order of the text.
-- @param pattern words, with * for any ending, or a gazetteer
-- @treturn {table,...} fields doc, first, last, left, key, right, sentence
--   and, from a gazetteer, entry
function kwic.lines(doc, pattern)
    local lines = {}
    for first, last, entry in each_hit(doc, pattern) do
        local from = math.max(1, first - TOKENS)
        local to = math.min(#doc, last + TOKENS)
        lines[#lines + 1] = {
            doc = doc.id, first = first, last = last, entry = entry,
            left = doc:text(from, first - 1), key = doc:text(first, last),
            right = doc:text(last + 1, to),
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

--- The lines as text, keys below each other.
local function render(lines)
    if #lines == 0 then
        return "nothing found"
    end
    local where, where_width = places(lines)
    local keys, key_width = {}, 0
    for i, line in ipairs(lines) do
        keys[i] = core.cut(style.clean(line.key), 40)
        key_width = math.max(key_width, core.width(keys[i]))
    end
    local room = style.columns(80) - where_width - key_width - 4
    local side = math.max(8, room // 2)
    local out = {}
    for i, line in ipairs(lines) do
        local left = tail(style.clean(line.left), side)
        local at = style.pad(head(where[i], where_width), where_width,
            "right")
        out[i] = style.paint("dim", at) .. "  "
            .. style.pad(left, side, "right") .. " "
            .. style.paint("bold", keys[i])
            .. (" "):rep(key_width - core.width(keys[i])) .. " "
            .. head(style.clean(line.right), side)
    end
    return (table.concat(out, "\n"):gsub(" +%f[\n\0]", ""))
end

local meta = {__tostring = render, __name = "kwic"}

--- Hits in one document or several, as a value that prints itself.
-- @param docs a document or a list of them
function kwic.find(docs, pattern)
    if type(pattern) ~= "string" and core.type(pattern) ~= "gazetteer" then
        error("kwic: pattern must be words or a gazetteer (got "
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
