--- Counts of rows by what a field holds, or two.
local gather = require "assay.records.gather"
local grid = require "assay.table"
local identity = require "assay.records.identity"
local kinds = require "assay.records.kinds"
local lists = require "assay.lists"
local over = require "assay.who.over"

local tally = {}

local NONE = "(none)" -- the field is not known
local MOST = 8 -- columns for values of the second field

--- Names an actor alike in all documents, where rows are records and their
-- field is one of actors; else a value as it is.
local function namer(rows, field)
    local who
    return function(row, value)
        local doc = gather.document(row)
        local kind = doc and kinds.get(row.kind)
        if not kind or kind.types[field] ~= "actor" then
            return tostring(value)
        end
        who = who or identity.over((gather.documents(rows)))
        local actor = who:of(doc, value)
        return actor and who:label(actor) or tostring(value), actor
    end
end

--- The values of a row's field as a list of strings, each once; and the actors
-- that they name, by value.
local function values_of(row, field, name)
    local list, seen, actors = {}, {}, {}
    for _, each in ipairs(lists.of(row[field])) do
        local text, actor = name(row, each)
        list[#list + 1] = not seen[text] and text or nil
        seen[text], actors[text] = true, actor
    end
    return #list > 0 and list or {NONE}, actors
end

--- More first; what is not known last; else by name.
local function before(a, b)
    local x, y = a.value == NONE, b.value == NONE
    if x ~= y then
        return y
    elseif a.n ~= b.n then
        return a.n > b.n
    end
    return a.value < b.value
end

--- Groups by value: {value=, n=, rows=}, the largest first.
local function group(rows, field)
    local groups, by_value, name = {}, {}, namer(rows, field)
    for _, row in ipairs(rows) do
        local values, actors = values_of(row, field, name)
        for _, value in ipairs(values) do
            local one = by_value[value]
            if not one then
                one = {value = value, n = 0, rows = {}, actor = actors[value]}
                by_value[value] = one
                groups[#groups + 1] = one
            end
            one.n = one.n + 1
            one.rows[one.n] = row
        end
    end
    table.sort(groups, before)
    return groups
end

--- A row that `why` can tell of whose it is.
local function explained(row, actor)
    return actor and setmetatable(row,
        {__why = function() return over.why(actor) end}) or row
end

local BAR = {key = "n", title = "", bar = true}

--- How often each value of a field is there.
-- @treturn table rows with that field, n, share (of the rows that have a
--   value; a row of several values counts for each) and rows
function tally.one(rows, field)
    local known = 0
    local groups = group(rows, field)
    for _, row in ipairs(rows) do
        if row[field] ~= nil then
            known = known + 1
        end
    end
    local out = {}
    for i, one in ipairs(groups) do
        out[i] = explained({[field] = one.value, n = one.n, rows = one.rows,
            share = one.value ~= NONE and one.n / known or nil}, one.actor)
    end
    return grid.new(out, {{key = field, paint = "bold"}, "n",
        {key = "share", title = "%", align = "right", show = function(x)
            return x and ("%.1f"):format(100 * x)
        end}, BAR}, "nothing to count")
end

--- A name for a column of the second field that no other column has.
local function free_key(value, taken)
    while taken[value] do
        value = value .. "'"
    end
    taken[value] = true
    return value
end

--- A table of two fields: rows are values of the first, columns of the second;
-- beyond the most frequent those are counted together as "other".
function tally.two(rows, field, second)
    local taken = {[field] = true, n = true, rows = true, other = true}
    local columns, key_of = {{key = field, paint = "bold"}, "n"}, {}
    local groups = group(rows, second)
    for i = 1, math.min(MOST, #groups) do
        local key = free_key(groups[i].value, taken)
        key_of[groups[i].value] = key
        columns[#columns + 1] = {key = key, title = groups[i].value,
                                 align = "right"}
    end
    if #groups > MOST then
        columns[#columns + 1] = "other"
    end
    local out, name = {}, namer(rows, second)
    for i, one in ipairs(group(rows, field)) do
        local line = explained({[field] = one.value, n = one.n,
            rows = one.rows}, one.actor)
        for _, row in ipairs(one.rows) do
            for _, value in ipairs((values_of(row, second, name))) do
                local key = key_of[value] or "other"
                line[key] = (line[key] or 0) + 1
            end
        end
        out[i] = line
    end
    return grid.new(out, columns, "nothing to count")
end

return tally
