--- Reads a gold file and finds the places in the report that it means.
-- README.md of this folder tells the format.
local gold = {}

local cases = dofile("tests/golden/cases.lua")

gold.split = cases.split

--- A Lua pattern for words as they stand, whatever the blanks between them.
local function literal(s)
    s = s:gsub("[%^%$%(%)%%%.%[%]%*%+%-%?]", "%%%0")
    return (s:gsub("%s+", "%%s+"))
end

--- The extent that "before [first ... last] after" means: begin and end as
-- records count them, from 0, half-open.
local function place(text, piece, where)
    local before, inner, after = piece:match("^(.-)%[(.-)%](.-)$")
    if not inner then
        error(where .. ": no [extent]", 0)
    end
    local parts = gold.split(inner, " ... ")
    for i, part in ipairs(parts) do
        parts[i] = literal(part)
    end
    local pattern = literal(before) .. "()" .. table.concat(parts, "%s.-%s")
        .. "()" .. literal(after)
    local first, _, begin, finish = text:find(pattern)
    if not first then
        error(where .. ": not in the report: " .. piece, 0)
    elseif text:find(pattern, first + 1) then
        error(where .. ": more than once in the report: " .. piece, 0)
    end
    return {begin - 1, finish - 1}
end

local FIELDS = {meta = 1, document = 3, date = 3, money = 3, quantity = 3,
                casualty = 5, quote = 4, stance = 4, event = 5}

local function read_line(case, line, where)
    local parts = gold.split(line, " | ")
    local optional = parts[1]:match("^%?%s*(.*)$")
    local kind = optional or parts[1]
    if #parts - 1 ~= FIELDS[kind] then
        error(("%s: %s must have %s fields"):format(where, kind,
            FIELDS[kind] or "known"), 0)
    end
    local rec = {kind = kind, optional = optional ~= nil, line = line,
                 where = where, table.unpack(parts, 2)}
    if kind == "meta" then
        case.date = rec[1]
        return
    elseif kind ~= "document" then
        rec.pieces = {}
        for _, piece in ipairs(gold.split(parts[#parts], " + ")) do
            table.insert(rec.pieces, place(case.text, piece, where))
        end
    end
    case.want[kind] = case.want[kind] or {}
    table.insert(case.want[kind], rec)
end

--- A case: name, text, date (what the reader is told), want (records by kind).
function gold.read(path)
    local f = assert(io.open((path:gsub("%.gold$", ".txt"))))
    local case = {name = path:match("([^/]+)%.gold$"), text = f:read("a"),
                  want = {}}
    f:close()
    local n = 0
    for line in io.lines(path) do
        n = n + 1
        if line:match("%S") then
            read_line(case, line, ("%s:%d"):format(path, n))
        end
    end
    return case
end

return gold
