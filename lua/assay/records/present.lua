--- Rows of records as a table that prints itself: the columns of their kind,
-- without those that would be empty.
local gather = require "assay.records.gather"
local grid = require "assay.table"

local present = {}

local function has_value(rows, key)
    for _, row in ipairs(rows) do
        local value = row[key]
        if value ~= nil and value ~= false and value ~= "" then
            return true
        end
    end
    return false
end

--- A column of assay.records.kinds as assay.table takes it, the caller's own.
function present.column(column)
    if type(column) ~= "table" then
        return {key = column}
    end
    local copy = {}
    for key, value in pairs(column) do
        copy[key] = key ~= "optional" and value or nil
    end
    return copy
end

--- The columns that these rows fill; `doc` only if `several` documents were
-- asked about.
-- @tparam {string|table,...} columns as in assay.records.kinds
function present.columns(rows, columns, several)
    local out = {}
    for _, column in ipairs(columns) do
        local key = type(column) == "table" and column.key
        local drop = key == "doc" and not several
            or key and column.optional and not has_value(rows, key)
        out[#out + 1] = not drop and present.column(column) or nil
    end
    return out
end

--- Records of one kind, in the order that is natural to it.
-- @tparam string nothing what to print if there is none
function present.records(rows, kind, several, nothing)
    if kind.sort == "date" then
        gather.sort_by_date(rows)
    end
    return grid.new(rows, present.columns(rows, kind.columns, several),
        nothing)
end

return present
