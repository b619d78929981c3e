--- One cell of a result as data, for the writers beside this file.
local core = require "assay.core"

local cell = {}

local PLAIN = {string = true, number = true, boolean = true}

local DEEPEST = 8

--- A value as strings, numbers, booleans and plain tables of such, which is
-- what a file can hold: a document is its id; another object what it prints;
-- what lies too deep, a function or NaN is left out.
local function plain(value, depth)
    if PLAIN[type(value)] then
        if value ~= value or value == math.huge or value == -math.huge then
            return nil
        end
        return value
    end
    local kind = core.type(value)
    if kind == "document" then
        return value.id
    elseif kind ~= "table" or depth > DEEPEST then
        return nil
    end
    local meta = getmetatable(value)
    if type(meta) == "table" and meta.__tostring and not value[1] then
        return tostring(value)
    end
    local copy = {}
    if #value > 0 then
        for i = 1, #value do
            copy[#copy + 1] = plain(value[i], depth + 1)
        end
        return copy
    end
    for key, each in next, value do
        if type(key) == "string" then
            copy[key] = plain(each, depth + 1)
        end
    end
    return copy
end

--- The value of a column in a row, as data; nil if there is none.
function cell.value(row, column)
    return plain(row[column.key], 0)
end

--- Well-formed UTF-8; what is ASCII is so at a glance.
function cell.well_formed(text)
    return text:find("[\x80-\xFF]") and core.output.utf8(text) or text
end

--- The same as one text, as `assay extract` has it in tables: items of a list
-- are joined by "; ", well-formed UTF-8. `is_text` tells a string that
-- was one in the row from a number's digits.
-- @treturn string text
-- @treturn boolean is_text
function cell.text(row, column)
    local value = cell.value(row, column)
    if value == nil then
        return "", false
    elseif type(value) == "string" then
        return cell.well_formed(value), true
    elseif type(value) ~= "table" then
        return core.output.json(value), false
    end
    local parts = {}
    for i, each in ipairs(value) do
        parts[i] = type(each) == "string" and cell.well_formed(each)
            or require("assay.json").encode(each)
    end
    if #parts == 0 and next(value) ~= nil then
        return require("assay.json").encode(value), true
    end
    return table.concat(parts, "; "), true
end

return cell
